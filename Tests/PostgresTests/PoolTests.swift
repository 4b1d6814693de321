import Foundation
import Postgres
import Testing

@Suite(.timeLimit(.minutes(10)))
struct PoolTests {
    private func process(_ pool: PostgresPool) async throws -> Int64 {
        try await pool.perform { try $0.run("select pg_backend_pid()").int(0, 0) }
    }

    private func terminate(_ process: Int64, by killer: PostgresConnection) async throws {
        _ = try await killer.perform {
            try $0.run("select pg_terminate_backend($1::int)", [.int(process)]).count
        }
        try await TestDatabase.wait(
            killer, until: "select not exists (select from pg_stat_activity where pid = $1)",
            [.int(process)])
    }

    @Test func noMoreConnectionsAreMadeThanThePoolHas() async throws {
        let pool = PostgresPool(
            try TestDatabase.conninfo, applicationName: "pool-width", size: 3)
        let processes = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<60 { group.addTask { try await process(pool) } }
            return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
        }
        #expect((1...3).contains(processes.count))
    }

    @Test func aConnectionIsMadeOnlyWhenNeededAndUsedAgain() async throws {
        let pool = PostgresPool(
            try TestDatabase.conninfo, applicationName: "pool-lazy", size: 5)
        let first = try await process(pool)
        #expect(try await process(pool) == first)
    }

    @Test func aConnectionLostWhileIdleCostsNoCaller() async throws {
        let pool = PostgresPool(
            try TestDatabase.conninfo, applicationName: "pool-idle", size: 1)
        let killer = try await TestDatabase.connect()
        // The server's farewell comes a moment before the end: often enough to come in between.
        for _ in 0..<40 {
            let first = try await process(pool)
            try await terminate(first, by: killer)
            #expect(try await process(pool) != first)
        }
    }

    @Test func aConnectionLostInUseFailsItsCallerOnceAndIsReplaced() async throws {
        let pool = PostgresPool(
            try TestDatabase.conninfo, applicationName: "pool-use", size: 1)
        let error = try await failure {
            try await pool.perform {
                try $0.run("select pg_terminate_backend(pg_backend_pid())").count
            }
        }
        #expect(error.kind == .connectionLost)
        #expect(try await process(pool) > 0)
    }

    /// What the session was told when it began would fail every later caller as well.
    @Test(arguments: ["default_transaction_read_only=on", "statement_timeout=50"])
    func aSessionThatMayNotDoItsWorkIsReplaced(setting: String) async throws {
        let pool = PostgresPool(
            try TestDatabase.conninfo, applicationName: "pool-stale", size: 1)
        let first = try await process(pool)
        let words = setting.replacingOccurrences(of: "=", with: " = ")
        let error = try await failure {
            try await pool.perform { session in
                try session.script("set \(words)")
                try session.script("create table of_a_test (); select pg_sleep(600)")
            }
        }
        #expect(["25006", "57014"].contains(error.sqlstate))
        #expect(error.kind == .server)
        #expect(try await process(pool) != first)
    }

    @Test func aRefusalOfOneStatementKeepsTheSession() async throws {
        let pool = PostgresPool(
            try TestDatabase.conninfo, applicationName: "pool-refusal", size: 1)
        let first = try await process(pool)
        _ = try await failure { try await pool.perform { try $0.run("select 1 / 0").count } }
        #expect(try await process(pool) == first)
    }

    @Test func aPlainConnectionLostWhileIdleSaysSo() async throws {
        let connection = try await TestDatabase.connect()
        let killer = try await TestDatabase.connect()
        let process = try await connection.perform {
            try $0.run("select pg_backend_pid()").int(0, 0)
        }
        try await terminate(process, by: killer)
        let error = try await failure { try await connection.perform { _ in } }
        #expect(error.kind == .connectionLost)
        #expect(error.isRetryable)
        #expect(!connection.isUsable)
    }

    @Test func callersAreServedInOrderAndMayLeaveTheLine() async throws {
        let pool = PostgresPool(
            try TestDatabase.conninfo, applicationName: "pool-line", size: 1)
        let (begun, mayGoOn) = (Signal(), Gate())
        let holder = Task {
            try await pool.perform { _ in
                begun.send()
                mayGoOn.pass()
            }
        }
        await begun.wait()
        let leaver = Task { try await pool.perform { _ in Issue.record("has begun") } }
        leaver.cancel()
        // The holder still holds the only connection: the leaver cannot have been served.
        #expect(try await failure { try await leaver.value }.kind == .cancelled)
        let stayer = Task { try await pool.performToEnd { try $0.run("select 9").int(0, 0) } }
        stayer.cancel()
        mayGoOn.open()
        try await holder.value
        #expect(try await stayer.value == 9)
    }

    @Test func aDatabaseThatCannotBeReachedCostsNoPlace() async throws {
        let pool = PostgresPool(
            "host=127.0.0.1 port=1 user=x dbname=x", applicationName: "pool-none", size: 1)
        for _ in 0..<3 {
            #expect(try await failure { try await process(pool) }.sqlstate == "08001")
        }
    }

    @Test func aClosedPoolServesNobody() async throws {
        let pool = PostgresPool(
            try TestDatabase.conninfo, applicationName: "pool-closed", size: 1)
        let (begun, mayGoOn) = (Signal(), Gate())
        let holder = Task {
            try await pool.perform { session in
                begun.send()
                mayGoOn.pass()
                return try session.run("select pg_backend_pid()").int(0, 0)
            }
        }
        await begun.wait()
        pool.close()
        #expect(try await failure { try await process(pool) }.sqlstate == "08003")
        mayGoOn.open()
        let last = try await holder.value
        try await TestDatabase.wait(
            TestDatabase.connect(),
            until: "select not exists (select from pg_stat_activity where pid = $1)", [.int(last)])
    }
}
