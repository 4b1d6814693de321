import Foundation
import Postgres
import Testing

@Suite(.timeLimit(.minutes(10)), .serialized)
struct PgBouncerTests {
    /// Debian's PgBouncer in transaction mode, with two server connections for all clients.
    private func withPgBouncer(_ body: (_ conninfo: String) async throws -> Void) async throws {
        let folder = "/tmp/paminn-bouncer." + UUID().uuidString
        let files = FileManager.default
        try files.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? files.removeItem(atPath: folder) }
        let users = folder + "/users"
        try "\"postgres\" \"\"\n".write(toFile: users, atomically: false, encoding: .utf8)
        try """
        [databases]
        * = \(TestDatabase.conninfo.replacing(" dbname=postgres", with: ""))
        [pgbouncer]
        unix_socket_dir = \(folder)
        listen_addr =
        listen_port = 6432
        auth_type = trust
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
