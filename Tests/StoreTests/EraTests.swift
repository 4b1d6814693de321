import ConsoleStore
import OperatorStore
import Postgres
import QueueStore
import Reminders
import Testing

/// A database that is not where the fleet last saw it, and workers that remember nothing.
@Suite struct EraTests {
    /// Another cluster, another line of its history, another copy of the tables.
    @Test(arguments: [
        "update era set system = '1.1'",
        "update era set timeline = timeline - 1",
        "update era set timeline = timeline + 1",
        """
        create table restored (like era including all); insert into restored select * from era;
        drop table era; alter table restored rename to era
        """,
    ])
    func anotherDatabaseIsNoticedByWhoeverClaimsFirst(sql: String) async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            try await harness.one.perform { try $0.script(sql) }
            for worker in [fixture.worker, try await harness.queue.register("new")] {
                guard case .databaseMoved(let here) = try await harness.queue.claim(worker) else {
                    throw Unexpected("it went unnoticed")
                }
                #expect(here.position > 0 && here.timeline >= 1)
            }
            #expect(
                try await harness.ask("select state, attempt, worker from part")
                    == [["ready", "0", nil]])
        }
    }

    @Test func standingStillClosesTheGateForTheDelayAndIsTheNewBeginning() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            try await harness.run("update era set system = 'gone', timeline = 99")
            for _ in 1...2 {
                try await harness.queue.standStill(
                    for: .seconds(600), amiliNow: nil)
            }
            guard case .gateClosed = try await harness.queue.claim(fixture.worker) else {
                throw Unexpected("the gate is open")
            }
            let left = try await harness.number(
                """
                select extract(epoch from closed_until - now())::integer from throttle
                where scope = 'amili' and closed_cause = 'history' and closed_words is null
                """)
            #expect((590...600).contains(left))
            try await harness.run("update throttle set closed_until = now()")
            let part = try await harness.claimed(by: fixture.worker)
            #expect(part.claim.attempt == 1)
            #expect(
                try await harness.ask("select system, timeline from era")
                    == [[part.history.system, "\(part.history.timeline)"]])
        }
    }

    @Test func whoeverResumesDoesNotEndTheStandStill() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            try await harness.queue.standStill(
                for: .seconds(600), amiliNow: nil)
            try await harness.queue.closeGate(
                nil, for: .seconds(3_000), cause: .tooMany, words: nil)
            try await harness.operators.setPaused(true, creditor: nil)
            try await harness.operators.setPaused(false, creditor: nil)
            guard case .gateClosed = try await harness.queue.claim(fixture.worker) else {
                throw Unexpected("the gate is open")
            }
            #expect((590...600).contains(try await harness.console.gate().closedFor))
            try await harness.run("update throttle set stands_until = now()")
            try await harness.operators.setPaused(false, creditor: nil)
            #expect(try await harness.claimed(by: fixture.worker).claim.attempt == 1)
        }
    }

    @Test func aSecondEraCannotBeWritten() async throws {
        try await StoreHarness.prepare { harness in
            _ = await #expect(throws: PostgresError.self) {
                try await harness.run("insert into era values (false, 'x', 1)")
            }
        }
    }
}
