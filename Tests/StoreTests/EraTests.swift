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
        try await Ground.prepare { ground in
            let scene = try await ground.begin(3)
            try await ground.one.perform { try $0.script(sql) }
            for worker in [scene.worker, try await ground.queue.register("new")] {
                guard case .databaseMoved(let here) = try await ground.queue.claim(worker) else {
                    throw Unexpected("it went unnoticed")
                }
                #expect(here.position > 0 && here.timeline >= 1)
            }
            #expect(
                try await ground.ask("select state, attempt, worker from part")
                    == [["ready", "0", nil]])
        }
    }

    @Test func standingStillClosesTheGateForTheDelayAndIsTheNewBeginning() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(3)
            try await ground.run("update era set system = 'gone', timeline = 99")
            for _ in 1...2 {
                try await ground.queue.standStill(
                    for: .seconds(600), reason: "it moved", amiliNow: nil)
            }
            guard case .gateClosed = try await ground.queue.claim(scene.worker) else {
                throw Unexpected("the gate is open")
            }
            let left = try await ground.number(
                """
                select extract(epoch from closed_until - now())::integer from throttle
                where scope = 'amili' and closed_reason = 'it moved'
                """)
            #expect((590...600).contains(left))
            try await ground.run("update throttle set closed_until = now()")
            let part = try await ground.claimed(by: scene.worker)
            #expect(part.claim.attempt == 1)
            #expect(
                try await ground.ask("select system, timeline from era")
                    == [[part.history.system, "\(part.history.timeline)"]])
        }
    }

    @Test func whoeverResumesDoesNotEndTheStandStill() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(3)
            try await ground.queue.standStill(
                for: .seconds(600), reason: "it moved", amiliNow: nil)
            try await ground.queue.closeGate(nil, for: .seconds(3_000), cause: .tooMany, words: nil)
            try await ground.operators.setPaused(true, creditor: nil)
            try await ground.operators.setPaused(false, creditor: nil)
            guard case .gateClosed = try await ground.queue.claim(scene.worker) else {
                throw Unexpected("the gate is open")
            }
            #expect((590...600).contains(try await ground.console.gate().closedFor))
            try await ground.run("update throttle set stands_until = now()")
            try await ground.operators.setPaused(false, creditor: nil)
            #expect(try await ground.claimed(by: scene.worker).claim.attempt == 1)
        }
    }

    @Test func aSecondEraCannotBeWritten() async throws {
        try await Ground.prepare { ground in
            _ = await #expect(throws: PostgresError.self) {
                try await ground.run("insert into era values (false, 'x', 1)")
            }
        }
    }
}
