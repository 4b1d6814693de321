import Foundation
import Postgres
import Testing

@Suite(.timeLimit(.minutes(10)), .serialized)
struct PgBouncerTests {
    /// Debian's PgBouncer in transaction mode, with two server connections for all clients.
    /// - Parameter password: asked for if there is one, and then one client alone is admitted.
    private func withPgBouncer(
        password: String = "", _ body: (_ conninfo: String) async throws -> Void
    ) async throws {
        let folder = "/tmp/paminn-bouncer." + UUID().uuidString
        let files = FileManager.default
        try files.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? files.removeItem(atPath: folder) }
        let users = folder + "/users"
        try "\"postgres\" \"\(password)\"\n".write(
            toFile: users, atomically: false, encoding: .utf8)
        try """
        [databases]
        gone = host=/nowhere dbname=postgres
        * = \(TestDatabase.conninfo.replacing(" dbname=postgres", with: ""))
        [pgbouncer]
        unix_socket_dir = \(folder)
        listen_addr =
        listen_port = 6432
        auth_type = \(password.isEmpty ? "trust" : "scram-sha-256")
        max_client_conn = \(password.isEmpty ? 100 : 1)
        query_wait_timeout = 2
        server_login_retry = 1
        auth_file = \(users)
        pool_mode = transaction
        default_pool_size = 2
        """.write(toFile: folder + "/ini", atomically: false, encoding: .utf8)
        // PgBouncer refuses to run as root.
        var command = ["/usr/sbin/pgbouncer", folder + "/ini"]
        if getuid() == 0 {
            try files.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder)
            command =
                ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] + command
        }
        let bouncer = try Neighbour(command, isReady: "process up")
        defer { bouncer.kill() }
        try await body("host=\(folder) port=6432 user=postgres dbname=postgres")
    }

    @Test func everythingWorksThroughPgBouncersTransactionMode() async throws {
        try await TestDatabase.withSchema { direct in
            let schema = try #require(direct.split(separator: "=").last)
            let table = "\(schema).thing"
            try await TestDatabase.connect(direct).perform {
                try $0.script("create table thing (id bigint, name text)")
            }
            try await withPgBouncer { conninfo in
                let pool = PostgresPool(conninfo, applicationName: "bouncer", size: 6)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for id in 0..<60 {
                        group.addTask {
                            try await pool.perform { session in
                                try session.transaction { session in
                                    try session.run("set local lock_timeout = '1s'")
                                    try session.run(
                                        "/* add */ insert into \(table) values ($1, $2)",
                                        [.int(Int64(id)), .text("Påminn")])
                                }
                                _ = try session.run("/* look */ select 1").count
                                // What is prepared would stay with one of the two servers.
                                _ = try session.run("select 1", preparedAs: "one").count
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                let copied = try await pool.perform {
                    try $0.copyIn("copy \(table) from stdin") { buffer in
                        buffer = Array("60\tPåminn\n".utf8)
                        return false
                    }
                }
                #expect(copied == 1)
                let count = try await pool.performToEnd {
                    try $0.run("select count(distinct id) from \(table)").int(0, 0)
                }
                #expect(count == 61)
            }
        }
    }

    @Test func aCancellationThroughPgBouncerReachesItsStatementOnly() async throws {
        try await withPgBouncer { conninfo in
            let connection = try await TestDatabase.connect(conninfo)
            let watcher = try await TestDatabase.connect()
            let task = Task {
                try await connection.perform {
                    try $0.run("/* bouncer-cancel */ select pg_sleep(50)").count
                }
            }
            try await TestDatabase.wait(
                watcher,
                until: """
                    select exists (select from pg_stat_activity
                        where query like '/* bouncer-cancel%' and state = 'active')
                    """)
            task.cancel()
            #expect(try await failure { try await task.value }.kind == .cancelled)
            #expect(try await connection.perform { try $0.run("select 4").int(0, 0) } == 4)
        }
    }

    @Test(arguments: [
        ("password=wrong", ConnectionFailure.wrongPassword),
        ("password=right dbname=nowhere", .noSuchDatabase),
        ("password=right dbname=gone", .poolerWithoutServer),
    ])
    func aPoolersRefusalIsToldByItsCause(
        option: String, cause: ConnectionFailure
    ) async throws {
        try await withPgBouncer(password: "right") { conninfo in
            let error = try await failure {
                try await TestDatabase.connect("\(conninfo) \(option)")
            }
            #expect(error.connectionFailure == cause)
            #expect(error.connectionFailure?.mayPass == (cause == .poolerWithoutServer))
        }
    }

    /// The pooler admits one client: the others try about once a second, and find their place.
    @Test func aPoolerWithoutRoomIsAskedAboutOnceASecond() async throws {
        try await withPgBouncer(password: "right") { conninfo in
            let conninfo = conninfo + " password=right"
            let holder = try await TestDatabase.connect(conninfo)
            let pool = PostgresPool(conninfo, applicationName: "crowd", size: 4)
            let error = try await failure {
                try await pool.perform { try $0.run("select 1").count }
            }
            #expect(error.connectionFailure == .tooManyConnections)
            #expect(error.isRetryable)
            holder.close()
            var answer: Int64?
            while answer == nil {
                answer = try? await pool.perform { try $0.run("select 3").int(0, 0) }
            }
            #expect(answer == 3)
        }
    }

    @Test func aListenerLeavesAPoolerAlone() async throws {
        try await withPgBouncer { conninfo in
            let listener = try PostgresListener(
                conninfo, applicationName: "listener-pooled", channel: "pooled")
            for await payload in listener.payloads { Issue.record("heard ‘\(payload)’") }
            #expect(listener.isPooled)
        }
    }

    @Test func aServerLostBehindPgBouncerIsALostConnection() async throws {
        try await withPgBouncer { conninfo in
            let pool = PostgresPool(conninfo, applicationName: "bouncer-lost", size: 1)
            let error = try await failure {
                try await pool.perform { session in
                    try session.transaction {
                        try $0.run("select pg_terminate_backend(pg_backend_pid())").count
                    }
                }
            }
            #expect(error.isRetryable)
            #expect(try await pool.perform { try $0.run("select 2").int(0, 0) } == 2)
        }
    }
}
