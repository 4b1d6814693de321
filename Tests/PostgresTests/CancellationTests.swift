import Postgres
import Testing

@Suite(.timeLimit(.minutes(10)))
struct CancellationTests {
    /// Runs `body` on a connection where `select pg_advisory_lock($1)` of the key waits for ever.
    private func withHeldLock(
        _ key: Int64, _ body: (PostgresConnection) async throws -> Void
    ) async throws {
        let holder = try await TestDatabase.connect()
        try await holder.perform {
            _ = try $0.run("select pg_advisory_lock($1)", [.int(key)])
        }
        try await body(holder)
    }

    private static let isWaiting = """
        select exists (select from pg_locks
            where locktype = 'advisory' and objid = $1::bigint::oid and not granted)
        """

    @Test func aRunningStatementIsCancelled() async throws {
        try await withHeldLock(1001) { holder in
            let connection = try await TestDatabase.connect()
            let task = Task {
                try await connection.perform { session in
                    try session.transaction {
                        try $0.run("select pg_advisory_lock(1001)").count
                    }
                }
            }
            try await TestDatabase.wait(holder, until: Self.isWaiting, [.int(1001)])
            task.cancel()
            let error = try await failure { try await task.value }
            #expect(error.kind == .cancelled)
            #expect(error.sqlstate == "57014")
            #expect(connection.isUsable)
            #expect(try await connection.perform { try $0.run("select 5").int(0, 0) } == 5)
        }
    }

    @Test func noStatementBeginsAfterTheCancellation() async throws {
        try await TestDatabase.withSchema { conninfo in
            let connection = try await TestDatabase.connect(conninfo)
            try await connection.perform { try $0.script("create table thing (id int)") }
            let (begun, mayGoOn) = (Signal(), Gate())
            let task = Task {
                try await connection.perform { session in
                    try session.transaction { session in
                        try session.run("insert into thing values (1)")
                        begun.send()
                        mayGoOn.pass()
                        // No statement follows but the COMMIT.
                    }
                }
            }
            await begun.wait()
            task.cancel()
            mayGoOn.open()
            let error = try await failure { try await task.value }
            #expect(error.kind == .cancelled)
            #expect(try await TransactionTests.count(connection) == 0)
        }
    }

    @Test func aCallInLineIsCancelledBeforeItBegins() async throws {
        let connection = try await TestDatabase.connect()
        let (begun, mayGoOn) = (Signal(), Gate())
        let first = Task {
            try await connection.perform { session in
                begun.send()
                mayGoOn.pass()
                return try session.run("select 1").int(0, 0)
            }
        }
        await begun.wait()
        let second = Task { try await connection.perform { _ in Issue.record("has begun") } }
        second.cancel()
        mayGoOn.open()
        #expect(try await first.value == 1)
        #expect(try await failure { try await second.value }.kind == .cancelled)
    }

    @Test func whatMustBeKnownIsDeafToCancellation() async throws {
        let connection = try await TestDatabase.connect()
        let (begun, mayGoOn) = (Signal(), Gate())
        let task = Task {
            try await connection.performToEnd { session in
                begun.send()
                mayGoOn.pass()
                return try session.transaction { try $0.run("select 3").int(0, 0) }
            }
        }
        await begun.wait()
        task.cancel()
        mayGoOn.open()
        #expect(try await task.value == 3)
    }

    @Test func aStatementTimeoutIsNoCancellationOfOurs() async throws {
        let error = try await failure {
            try await TestDatabase.connect().perform { session in
                try session.transaction { session in
                    try session.run("set local statement_timeout = 5")
                    try session.run("select pg_sleep(30)")
                }
            }
        }
        #expect(error.kind == .server)
        #expect(error.sqlstate == "57014")
    }

    @Test func randomCancellationsNeverHitTheNextStatement() async throws {
        let connection = try await TestDatabase.connect()
        var chance = Chance(seed: 7)
        var cancelled = 0
        for number in 0..<200 {
            let task = Task {
                try await connection.perform { session in
                    try session.transaction { session in
                        for _ in 0..<4 { try session.run("select pg_sleep(0.0005)") }
                    }
                }
            }
            for _ in 0..<Int.random(in: 0..<400, using: &chance) { await Task.yield() }
            task.cancel()
            do {
                try await task.value
            } catch {
                #expect((error as? PostgresError)?.kind == .cancelled)
                cancelled += 1
            }
            let answer = try await connection.perform { session in
                try session.run("select $1::bigint, pg_sleep(0.001)", [.int(Int64(number))])
                    .int(0, 0)
            }
            #expect(answer == Int64(number))
        }
        #expect(cancelled > 20)
    }
}
