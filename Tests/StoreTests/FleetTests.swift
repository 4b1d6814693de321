import Database
import OperatorStore
import Postgres
import QueueStore
import Reminders
import Stores
import TestSupport
import Testing

@testable import ConsoleStore

/// The figures that a status server tells of the fleet, and how dear they are.
@Suite struct FleetTests {
    @Test func anEmptyFleetHasNothing() async throws {
        try await StoreHarness.prepare { harness in
            let fleet = try await harness.console.fleet()
            #expect(fleet.queued == 0 && fleet.uncertain == 0 && fleet.heldPastDue == 0)
            #expect(fleet.oldestDue == 0 && fleet.oldestDoubt == 0 && fleet.pollLag == 0)
            #expect(fleet.closedGates.isEmpty)
            #expect(fleet.alive == 0 && fleet.dead == 0 && fleet.openIncidents == 0)
            #expect(fleet.rate == .infinity)
            #expect(fleet.usedRate == nil)
            #expect(fleet.progress.due == nil)
        }
    }

    @Test func queueAndDoubtsAreCounted() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(100)
            #expect(try await harness.console.fleet().queued == 100)
            #expect(try await harness.console.fleet().alive == 1)
            try await harness.run(
                "update run set released_at = released_at - interval '90 s'")
            #expect(try await harness.console.fleet().oldestDue >= 90)
            _ = try await harness.claimed(by: fixture.worker)
            try await harness.kill(fixture.worker)
            try await harness.run("update reminder set doubt_since = doubt_since - interval '1 h'")
            let fleet = try await harness.console.fleet()
            #expect(fleet.queued == 1)
            #expect(fleet.uncertain == 99)
            #expect((3_600...3_700).contains(fleet.oldestDoubt))
            #expect(fleet.alive == 0)
        }
    }

    /// A worker that retired is not dead: it left nothing behind.
    @Test func aDeadWorkerIsOneThatLeftSomethingBehind() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(150)
            let retired = try await harness.queue.register("retired")
            try await harness.queue.retire(retired)
            #expect(try await harness.console.fleet().dead == 0)
            _ = try await harness.claimed(by: fixture.worker)
            let silent = try await harness.queue.register("silent")
            try await harness.run(
                "update worker set seen_at = now() - interval '1 min' where id = \(silent)")
            #expect(try await harness.console.fleet().dead == 1)
            try await harness.run(
                "update worker set dead_at = clock_timestamp() where id = \(fixture.worker)")
            let fleet = try await harness.console.fleet()
            #expect(fleet.dead == 2)
            #expect(fleet.alive == 0)
        }
    }

    @Test func gatesAreCountedByTheirCause() async throws {
        try await StoreHarness.prepare { harness in
            let first = try await harness.creditor()
            let second = try await harness.creditor("alv")
            try await harness.queue.closeGate(
                first, for: .seconds(600), cause: .letters, words: nil)
            try await harness.queue.closeGate(
                nil, for: .seconds(600), cause: .credential, words: nil)
            try await harness.stores.operators.setPaused(true, creditor: second)
            try await harness.queue.holdPolls(for: .seconds(600), cause: .tooMany)
            let fleet = try await harness.console.fleet()
            #expect(fleet.closedGates == ["letters": 1, "credential": 1, "paused": 1])
            let footing = try await harness.console.footing()
            #expect(footing.closedCause == .credential)
            #expect((500...600).contains(footing.closedFor))
            #expect(!footing.isPaused)
        }
    }

    @Test func theSchemaIsComparedWithTheProgram() async throws {
        try await StoreHarness.prepare { harness in
            var footing = try await harness.console.footing()
            #expect(!footing.isSchemaOlder && !footing.isSchemaNewer && footing.closedFor == 0)
            try await harness.run(
                "insert into schema_migration (number, name, breaking) values (9999, 'x', true)")
            footing = try await harness.console.footing()
            #expect(!footing.isSchemaOlder && footing.isSchemaNewer)
            try await harness.run(
                """
                delete from schema_migration where number = 9999
                    or number = (select max(number) from schema_migration where number < 9999)
                """)
            footing = try await harness.console.footing()
            #expect(footing.isSchemaOlder && !footing.isSchemaNewer)
        }
    }

    @Test func theUsedRateIsThatOfTheLastMinutesSamples() async throws {
        try await StoreHarness.prepare { harness in
            try await harness.run(
                """
                insert into console_sample
                select date_bin('10 s', clock_timestamp(), 'epoch') - s.ago * interval '1 s',
                    s.settled, 0, 0, 0, 0, 0, 0, 0
                from (values (0, 700), (50, 200), (600, 0)) s(ago, settled)
                """)
            #expect(try await harness.console.fleet().usedRate == 10)
        }
    }

    @Test func heldRunsAndPollsAndIncidentsAreCounted() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            for statement in [
                "update run set state = 'held', hold_until = now() - interval '1 min'",
                "update creditor set canary_number = '1', canary_written = '1'",
                "update poll set confirmed_at = now() - interval '2 h', open_cases = 1",
                """
                insert into incident (creditor, run, pos, kind)
                values (\(fixture.creditor), \(fixture.run), 1, 'two_cases')
                """,
            ] {
                try await harness.run(statement)
            }
            var fleet = try await harness.console.fleet()
            #expect(fleet.heldPastDue == 1)
            #expect((7_200...7_260).contains(fleet.pollLag))
            #expect(fleet.openIncidents == 1)
            // Without an open case an hour between two polls is right.
            try await harness.run("update poll set open_cases = 0")
            fleet = try await harness.console.fleet()
            #expect(fleet.pollLag == 0)
        }
    }

    /// Runs that are over are not read, however many there are.
    @Test func theFiguresDoNotReadWhatIsOver() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let old = [
                """
                insert into run (creditor, key, digest, state, as_of, grace_bank_days, created_by,
                    released_at, finished_at, total, queued)
                select \(creditor), 'old ' || n, '', 'done', now(), 0, 'x', now(), now(), 1, 1
                from generate_series(1, 30000) n
                """,
                """
                insert into part (run, first, last, creditor, turn, state, n_a)
                select id, 1, 1, creditor, 0, 'done', 1 from run
                """, "analyze run", "analyze part",
            ]
            for statement in old { try await harness.run(statement) }
            let plan = try await harness.one.perform { session in
                let rows = try session.run(
                    "explain (analyze, timing off, costs off) \(FleetStatement.figures.text)")
                return (0..<rows.count).map { rows.string($0, 0) }
            }
            let met = plan.compactMap { line -> Int? in
                line.firstMatch(of: #/(?:rows=|Removed by Filter: )(\d+)/#).flatMap { Int($0.1) }
            }
            // They have no reminders, which the harness would find wrong.
            try await harness.run("delete from part")
            #expect(met.count > 10)
            #expect(met.allSatisfy { $0 < 1_000 }, "\(plan.joined(separator: "\n"))")
        }
    }
}
