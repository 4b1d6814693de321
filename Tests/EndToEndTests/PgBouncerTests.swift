import Foundation
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct PgBouncerTests {
    @Test func aWorkerWorksThroughPgBouncerInTransactionMode() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 300)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let database = try await installation.query("select current_database()")
            let port = try FreePort.find()
            let bouncer = try await start(installation, database, port)
            var pooled = installation
            pooled.environment["PAMINN_DATABASE_URL"] =
                "host=127.0.0.1 port=\(port) user=postgres dbname=\(database)"
            try await pooled.expect(0, ["work", "--once"])
            await bouncer.send(signal: SIGTERM)
            _ = try await bouncer.wait()
            try await installation.expectOneLetterEach(accepted: 300)
        }
    }

    @Test func aWorkerBehindAPoolerListensToNothingUnlessItIsGivenAnotherWay() async throws {
        try await Installation.with { installation in
            let database = try await installation.query("select current_database()")
            let port = try FreePort.find()
            let bouncer = try await start(installation, database, port)
            let pooled = "host=127.0.0.1 port=\(port) user=postgres dbname=\(database)"
            let worker = try installation.startWorker(["PAMINN_DATABASE_URL": pooled])
            try await worker.says("a pooler lies before the database")
            let direct = try installation.startWorker([
                "PAMINN_DATABASE_URL": pooled,
                "PAMINN_DATABASE_DIRECT_URL": installation.database,
            ])
            let listening = """
                select count(*) from pg_stat_activity
                where datname = current_database() and query like 'LISTEN%'
                """
            // The one that has another way listens; nothing of the other's is left at the pooler.
            try await eventually("it listens") {
                try await installation.query(listening) == "1"
            }
            for child in [worker, direct] {
                await child.send(signal: SIGTERM)
                let ended = try await child.wait()
                #expect(ended.ending == .exited(0))
                let told = ended.errors.split(separator: "\n").count {
                    $0.contains("a pooler lies before the database")
                }
                #expect(told == (child === worker ? 1 : 0), "\(ended.errors)")
            }
            await bouncer.send(signal: SIGTERM)
            _ = try await bouncer.wait()
        }
    }

    private func start(
        _ installation: Installation, _ database: String, _ port: UInt16
    ) async throws -> ChildProcess {
        let socket = try #require(
            ProcessInfo.processInfo.environment["PAMINN_TEST_DATABASE"]?
                .split(separator: " ").first { $0.hasPrefix("host=") }?.dropFirst(5))
        let settings = installation.folder + "/pgbouncer.ini"
        let users = installation.folder + "/users.txt"
        try TestRoles.users.map { #""\#($0)" """# }.joined(separator: "\n")
            .write(toFile: users, atomically: true, encoding: .utf8)
        try """
        [databases]
        \(database) = host=\(socket) dbname=\(database)
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = \(port)
        unix_socket_dir =
        auth_type = trust
        auth_file = \(users)
        pool_mode = transaction
        default_pool_size = 3
        ignore_startup_parameters = extra_float_digits
        """.write(toFile: settings, atomically: true, encoding: .utf8)
        // PgBouncer refuses root, and its other user must be able to read these.
        for file in [settings, users] {
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        }
        let isRoot = getuid() == 0
        let command = "/usr/sbin/pgbouncer"
        let bouncer = try ChildProcess(
            isRoot ? "/usr/bin/setpriv" : command,
            isRoot
                ? [
                    "--reuid", "postgres", "--regid", "postgres", "--clear-groups", command,
                    settings,
                ] : [settings])
        try await eventually("PgBouncer listens") {
            await bouncer.errors.contains("process up")
        }
        return bouncer
    }
}
