import EnqueueStore
import Postgres
import QueueStore
import Reminders
import Stores
import Testing

@testable import OperatorStore

/// A cancelled run: what leaves no more, what stays, and how its end is known.
@Suite struct CancelTests {
    /// Six parts of 99: in a worker's hands with one accepted and one in doubt, waiting in doubt,
    /// parked, stuck, stuck in doubt, ready.
    private struct Patchwork {
        let fixture: Fixture
        let inHand: ClaimedPart

        init(_ harness: StoreHarness) async throws {
            fixture = try await harness.begin(594)
            let worker = fixture.worker
            inHand = try await harness.claimed(by: worker)
            _ = try await harness.settle(inHand, by: worker, [.accepted(1), .uncertain(2)])
            let waiting = try await harness.claimed(by: worker)
            _ = try await harness.settle(waiting, by: worker, [.uncertain(100)])
            try await harness.queue.giveBack(
                waiting.claim, by: worker, .waiting(.seconds(600), setback: true))
            let parked = try await harness.claimed(by: worker)
            try await harness.queue.giveBack(parked.claim, by: worker, .parked)
            try await harness.run(
                "update part set state = 'stuck', crashes = 3 where first in (298, 397)")
            try await harness.run(
                "update reminder set state = 'u', doubt_since = now() where pos = 397")
            try await harness.recount()
        }
    }

    @Test func whatNobodyHoldsIsTakenBackAndWhatIsInDoubtIsStillAskedAbout() async throws {
        try await StoreHarness.prepare { harness in
            let past = try await Patchwork(harness)
            let (stores, run, worker) = (harness.stores, past.fixture.run, past.fixture.worker)
            var expected = Cancellation()
            (expected.accepted, expected.uncertain, expected.onTheWire) = (1, 3, 97)
            expected.queued = 594 - 1 - 3 - 97
            #expect(try await stores.operators.cancel(run, by: "kim", dryRun: false) == expected)
            try await harness.expectCountsAddUp()
            #expect(try await stores.operators.cancelSlice(of: run) == 5)
            #expect(try await stores.operators.cancelSlice(of: run) == 0)
            (expected.cancelled, expected.queued) = (expected.queued, 0)
            #expect(try await stores.operators.cancellation(of: run) == expected)
            try await harness.expectCountsAddUp()
            let cancelled = { String(repeating: "c", count: $0) }
            #expect(
                try await harness.states(run)
                    == "au" + String(repeating: "q", count: 97) + "u" + cancelled(98)
                    + cancelled(198) + "u" + cancelled(98) + cancelled(99))
            #expect(try await harness.permits().count == 1 + 3 + 97)
            #expect(
                try await harness.ask("select state from part order by first").map { $0[0] }
                    == ["claimed", "waiting", "done", "done", "stuck", "done"])
            // The holder of the first may ask, and no more.
            #expect(
                try await stores.queue.reserve(1, to: .send, for: past.inHand, by: worker)
                    == .stopped)
            guard
                case .slots = try await stores.queue.reserve(
                    1, to: .lookUp, for: past.inHand, by: worker)
            else { throw Unexpected("a doubt cannot be asked about") }
            // What it gives back is swept, and its doubt is for the next.
            try await stores.queue.giveBack(past.inHand.claim, by: worker, .ready)
            try await harness.tendAsLookedAt()
            try await harness.expectCountsAddUp()
            #expect(try await stores.operators.cancellation(of: run).cancelled == 590)
            let again = try await harness.claimed(by: worker)
            #expect(again.claim.first == 1 && again.stopped)
            #expect(again.queued == 0 && again.uncertain == 1)
            guard case .nothing = try await stores.queue.claim(worker) else {
                throw Unexpected("there is more to claim")
            }
        }
    }

    @Test func aCancelledRunIsDoneWhenItsLastDoubtIsSettled() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(part, by: fixture.worker, [.uncertain(1), .uncertain(2)])
            try await harness.queue.giveBack(part.claim, by: fixture.worker, .ready)
            _ = try await harness.operators.cancel(fixture.run, by: "kim", dryRun: false)
            try await harness.tendAsLookedAt()
            #expect(try await harness.states(fixture.run) == "uuc")
            let ended = "select count(*) from run where state = 'done' and finished_at is not null"
            #expect(try await harness.number(ended) == 0)
            let again = try await harness.claimed(by: fixture.worker)
            let proof = Settlement(
                position: 1, state: .cancelled, reason: .cancelledByUser, endsDoubt: true)
            #expect(
                try await harness.settle(again, by: fixture.worker, [proof, .accepted(2)])
                    == .settled(queued: 0, uncertain: 0))
            #expect(try await harness.states(fixture.run) == "cac")
            #expect(try await harness.number(ended) == 1)
            #expect(try await harness.permits() == ["F2 \(fixture.run)/2"])
        }
    }

    @Test func aHeldRunNeverLeaves() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let loaded = try await harness.load(
                try Invoice.overdue(1...150), of: creditor, hold: .seconds(600))
            let (run, worker) = (try #require(loaded.run), try await harness.queue.register("w"))
            let cancellation = try await harness.operators.cancel(run, by: "kim", dryRun: false)
            #expect(cancellation.queued == 150 && cancellation.onTheWire == 0)
            guard case .nothing = try await harness.queue.claim(worker) else {
                throw Unexpected("a held run's part can be claimed after its cancellation")
            }
            #expect(try await harness.queue.workLeft() == WorkLeft(moving: 2, waitingForHuman: 0))
            #expect(try await harness.operators.cancelSlice(of: run) == 2)
            #expect(try await harness.operators.cancelSlice(of: run) == 0)
            try await harness.expectCountsAddUp()
            #expect(try await harness.states(run) == String(repeating: "c", count: 150))
            #expect(Set(try await harness.reasons(run)) == ["CANCELLED_BY_USER"])
            #expect(try await harness.permits().isEmpty)
            #expect(try await harness.ask("select state from run") == [["done"]])
            try await harness.run("update run set hold_until = now() - interval '1 h'")
            try await harness.tendAsLookedAt()
            #expect(
                try await harness.number("select count(*) from part where state <> 'done'") == 0)
        }
    }

    @Test func twiceIsOnce() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let first = try await harness.operators.cancel(fixture.run, by: "kim", dryRun: false)
            let stopped = try await harness.ask("select stopped_at from run")
            #expect(
                try await harness.operators.cancel(fixture.run, by: "robin", dryRun: false) == first
            )
            try await harness.tendAsLookedAt()
            // Also when it is done.
            let last = try await harness.operators.cancel(fixture.run, by: "robin", dryRun: false)
            #expect(last.cancelled == 3 && last.queued == 0)
            #expect(try await harness.ask("select stopped_at from run") == stopped)
            #expect(
                try await harness.ask("select decision, by_whom from evidence")
                    == [["run_cancelled", "kim"]])
        }
    }

    @Test func aRunThatCameToItsEndAndOneThatNeverWasCannotBeCancelled() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(1)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(part, by: fixture.worker, [.accepted(1)])
            await #expect(throws: CancelProblem.done) {
                try await harness.operators.cancel(fixture.run, by: "kim", dryRun: false)
            }
            await #expect(throws: CancelProblem.noSuchRun) {
                try await harness.operators.cancel(999, by: "kim", dryRun: false)
            }
            #expect(try await harness.number("select count(*) from evidence") == 0)
            #expect(
                try await harness.number("select count(*) from run where stopped_at is not null")
                    == 0)
        }
    }

    @Test(arguments: [nil, Duration.seconds(600)])
    func aDryRunChangesNothing(hold: Duration?) async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let loaded = try await harness.load(
                try Invoice.overdue(1...150), of: creditor, hold: hold)
            let run = try #require(loaded.run)
            func all() async throws -> [[[String?]]] {
                var tables: [[[String?]]] = []
                for table in ["run", "part", "reminder", "permit", "creditor", "evidence"] {
                    tables.append(
                        try await harness.ask("select t::text from \(table) t order by 1"))
                }
                return tables
            }
            let before = try await all()
            let foreseen = try await harness.operators.cancel(run, by: "kim", dryRun: true)
            #expect(foreseen.queued == 150)
            #expect(try await all() == before)
            #expect(try await harness.operators.cancel(run, by: "kim", dryRun: false) == foreseen)
        }
    }

    @Test func whatWasTakenBackMayGoInAnotherRun() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(part, by: fixture.worker, [.uncertain(1)])
            try await harness.queue.giveBack(part.claim, by: fixture.worker, .ready)
            _ = try await harness.operators.cancel(fixture.run, by: "kim", dryRun: false)
            let early = try await harness.load(
                [.overdue("F2")], of: fixture.creditor, key: "early")
            #expect(early.reasons == [.alreadyLive: 1])
            _ = try await harness.operators.cancelSlice(of: fixture.run)
            let next = try await harness.load(
                try Invoice.overdue(1...3), of: fixture.creditor, key: "next")
            #expect(next.queued == 2 && next.reasons == [.alreadyLive: 1])
            // The other run's are not ours to take back.
            try await harness.tendAsLookedAt()
            #expect(try await harness.states(try #require(next.run)) == "sqq")
        }
    }

    @Test func whatIsLeftIsForAHumanOnlyWhereNothingMovesByItself() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(198)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(part, by: fixture.worker, [.uncertain(1)])
            try await harness.queue.giveBack(part.claim, by: fixture.worker, .ready)
            func left() async throws -> [Int] {
                let left = try await harness.queue.workLeft()
                return [left.moving, left.waitingForHuman]
            }
            #expect(try await left() == [2, 0])
            try await harness.operators.setPaused(true, creditor: fixture.creditor)
            #expect(try await left() == [0, 2])
            _ = try await harness.operators.cancel(fixture.run, by: "kim", dryRun: false)
            // What is queued is taken back all the same; nobody asks about the doubt.
            #expect(try await left() == [1, 1])
            try await harness.tendAsLookedAt()
            #expect(try await left() == [0, 1])
            try await harness.operators.setPaused(false, creditor: fixture.creditor)
            #expect(try await left() == [1, 0])
            try await harness.run("update part set state = 'stuck', due_at = null where n_u > 0")
            #expect(try await left() == [0, 1])
        }
    }

    @Test func theAnswerNamesTheInvoices() async throws {
        try await StoreHarness.prepare { harness in
            let past = try await Patchwork(harness)
            let (stores, run) = (harness.stores, past.fixture.run)
            _ = try await stores.operators.cancel(run, by: "kim", dryRun: false)
            #expect(
                try await stores.operators.invoices(of: run, in: .accepted, limit: 10) == ["F1"])
            #expect(
                try await stores.operators.invoices(of: run, in: .uncertain, limit: 10)
                    == ["F2", "F100", "F397"])
            #expect(
                try await stores.operators.invoices(of: run, in: .queued, inHand: true, limit: 2)
                    == ["F3", "F4"])
            #expect(
                try await stores.operators.invoices(
                    of: run, in: .queued, inHand: true, limit: 1_000
                ).count
                    == 97)
        }
    }
}

extension StoreHarness {
    /// Every part's counters are those of its reminders.
    func expectCountsAddUp(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let wrong = try await ask(
            """
            select p.run, p.first
            from part p, lateral (
                select count(*) filter (where state = 'q') as q,
                    count(*) filter (where state = 'u') as u,
                    count(*) filter (where state = 'a') as a,
                    count(*) filter (where state = 'r') as r,
                    count(*) filter (where state = 's') as s,
                    count(*) filter (where state = 'f') as f,
                    count(*) filter (where state = 'c') as c,
                    count(*) filter (where state = 'm') as m
                from reminder where run = p.run and pos between p.first and p.last
            ) t
            where (n_q, n_u, n_a, n_r, n_s, n_f, n_c, n_m) <> (q, u, a, r, s, f, c, m)
            """)
        #expect(wrong == [], sourceLocation: sourceLocation)
    }
}
