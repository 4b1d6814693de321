import EnqueueStore
import OperatorStore
import QueueStore
import Reminders
import Testing

/// An invoice whose case was closed at Amili may be reminded of anew.
@Suite struct ReleaseTests {
    private func release(_ harness: StoreHarness, _ fixture: Fixture, _ number: String) async throws
        -> RunID?
    {
        try await harness.operators.release(
            number, of: fixture.creditor, by: "kim", why: "withdrawn")
    }

    @Test func anAcceptedOneGivesItsPermitUpAndTheDecisionIsKept() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(2)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(part, by: fixture.worker, [.accepted(1), .accepted(2)])
            #expect(try await release(harness, fixture, "F1") == fixture.run)
            #expect(try await harness.permits() == ["F2 \(fixture.run)/2"])
            #expect(try await harness.states(fixture.run) == "aa")
            #expect(
                try await harness.ask("select number from invoice where released_at is not null")
                    == [["F1"]])
            #expect(
                try await harness.ask(
                    "select run, pos, decision, by_whom, why from evidence where kind = 'human'")
                    == [["\(fixture.run)", "1", "released", "kim", "withdrawn"]])
            await #expect(throws: DecisionProblem.nothingToRelease) {
                try await release(harness, fixture, "F1")
            }
            let next = try await harness.load(
                try Invoice.overdue(1...2), of: fixture.creditor, key: "next")
            #expect(next.queued == 1 && next.reasons == [.alreadyAtAmili: 1])
            // The worker learns of it with the invoice.
            let again = try await harness.claimed(by: fixture.worker)
            guard
                case .reminders(let reminders, _, let now) = try await harness.queue.read(
                    again, by: fixture.worker)
            else { throw Unexpected("lease lost") }
            let releasedAt = try #require(reminders.first?.releasedAt)
            #expect((now - 60...now + 1).contains(releasedAt))
            #expect(reminders.first?.invoice?.number.key == "F1")
        }
    }

    @Test(arguments: [ReminderState.queued, .uncertain])
    func aLiveOneIsRefused(state: ReminderState) async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(1)
            if state == .uncertain {
                let part = try await harness.claimed(by: fixture.worker)
                _ = try await harness.settle(part, by: fixture.worker, [.uncertain(1)])
            }
            await #expect(throws: DecisionProblem.live(run: fixture.run)) {
                try await release(harness, fixture, "F1")
            }
            #expect(try await harness.permits().count == 1)
            #expect(
                try await harness.number(
                    "select count(*) from invoice where released_at is not null") == 0)
        }
    }

    @Test func oneThatWasSkippedForAClosedCaseNeedsNoPermit() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(
                part, by: fixture.worker,
                [
                    Settlement(position: 1, state: .skipped, reason: .closedAtAmili),
                    Settlement(position: 2, state: .skipped, reason: .paid), .rejected(3),
                ])
            #expect(try await release(harness, fixture, "F1") == nil)
            #expect(
                try await harness.ask("select number from invoice where released_at is not null")
                    == [["F1"]])
            for number in ["F2", "F3", "F4"] {
                await #expect(throws: DecisionProblem.nothingToRelease, "\(number)") {
                    try await release(harness, fixture, number)
                }
            }
        }
    }

    /// Its run is pruned; the permit remembers.
    @Test func oneWhoseRunIsForgottenIsReleasedByItsPermit() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(1)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(part, by: fixture.worker, [.accepted(1)])
            try await harness.run("update permit set case_id = 'case-1', amili_state = 'closed'")
            for table in ["reminder", "part"] { try await harness.run("delete from \(table)") }
            #expect(try await release(harness, fixture, "F1") == fixture.run)
            #expect(try await harness.permits().isEmpty)
        }
    }

    /// A load that is taking permits goes first, and what it finds stands.
    @Test func aReleaseWaitsForALoad() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(1)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(part, by: fixture.worker, [.accepted(1)])
            let loading = try await withThrowingTaskGroup(of: RunID?.self) { group in
                try await harness.holding("select from loader for no key update") {
                    group.addTask { try await release(harness, fixture, "F1") }
                    try await harness.waitForWaiting()
                    let permits = try await harness.permits()
                    #expect(permits.count == 1)
                }
                return try await group.reduce(nil) { $0 ?? $1 }
            }
            #expect(loading == fixture.run)
            #expect(try await harness.permits().isEmpty)
        }
    }
}
