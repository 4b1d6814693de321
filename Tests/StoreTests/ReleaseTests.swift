import EnqueueStore
import OperatorStore
import QueueStore
import Reminders
import Testing

/// An invoice whose case was closed at Amili may be reminded of anew.
@Suite struct ReleaseTests {
    private func release(_ ground: Ground, _ scene: Scene, _ number: String) async throws -> RunID?
    {
        try await ground.operators.release(number, of: scene.creditor, by: "kim", why: "withdrawn")
    }

    @Test func anAcceptedOneGivesItsPermitUpAndTheDecisionIsKept() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(2)
            let part = try await ground.claimed(by: scene.worker)
            _ = try await ground.settle(part, by: scene.worker, [.accepted(1), .accepted(2)])
            #expect(try await release(ground, scene, "F1") == scene.run)
            #expect(try await ground.permits() == ["F2 \(scene.run)/2"])
            #expect(try await ground.states(scene.run) == "aa")
            #expect(
                try await ground.ask("select number from invoice where released_at is not null")
                    == [["F1"]])
            #expect(
                try await ground.ask(
                    "select run, pos, decision, by_whom, why from evidence where kind = 'human'")
                    == [["\(scene.run)", "1", "released", "kim", "withdrawn"]])
            await #expect(throws: DecisionProblem.nothingToRelease) {
                try await release(ground, scene, "F1")
            }
            let next = try await ground.load(
                try Invoice.overdue(1...2), of: scene.creditor, key: "next")
            #expect(next.queued == 1 && next.reasons == [.alreadyAtAmili: 1])
            // The worker learns of it with the invoice.
            let again = try await ground.claimed(by: scene.worker)
            guard
                case .reminders(let reminders, _, let now) = try await ground.queue.read(
                    again, by: scene.worker)
            else { throw Unexpected("lease lost") }
            let releasedAt = try #require(reminders.first?.releasedAt)
            #expect((now - 60...now + 1).contains(releasedAt))
            #expect(reminders.first?.invoice?.number.key == "F1")
        }
    }

    @Test(arguments: [ReminderState.queued, .uncertain])
    func aLiveOneIsRefused(state: ReminderState) async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(1)
            if state == .uncertain {
                let part = try await ground.claimed(by: scene.worker)
                _ = try await ground.settle(part, by: scene.worker, [.uncertain(1)])
            }
            await #expect(throws: DecisionProblem.live(run: scene.run)) {
                try await release(ground, scene, "F1")
            }
            #expect(try await ground.permits().count == 1)
            #expect(
                try await ground.number(
                    "select count(*) from invoice where released_at is not null") == 0)
        }
    }

    @Test func oneThatWasSkippedForAClosedCaseNeedsNoPermit() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(3)
            let part = try await ground.claimed(by: scene.worker)
            _ = try await ground.settle(
                part, by: scene.worker,
                [
                    Settlement(position: 1, state: .skipped, reason: .closedAtAmili),
                    Settlement(position: 2, state: .skipped, reason: .paid), .rejected(3),
                ])
            #expect(try await release(ground, scene, "F1") == nil)
            #expect(
                try await ground.ask("select number from invoice where released_at is not null")
                    == [["F1"]])
            for number in ["F2", "F3", "F4"] {
                await #expect(throws: DecisionProblem.nothingToRelease, "\(number)") {
                    try await release(ground, scene, number)
                }
            }
        }
    }

    /// Its run is pruned; the permit remembers.
    @Test func oneWhoseRunIsForgottenIsReleasedByItsPermit() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(1)
            let part = try await ground.claimed(by: scene.worker)
            _ = try await ground.settle(part, by: scene.worker, [.accepted(1)])
            try await ground.run("update permit set case_id = 'case-1'")
            for table in ["reminder", "part"] { try await ground.run("delete from \(table)") }
            #expect(try await release(ground, scene, "F1") == scene.run)
            #expect(try await ground.permits().isEmpty)
        }
    }

    /// A load that is taking permits goes first, and what it finds stands.
    @Test func aReleaseWaitsForALoad() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(1)
            let part = try await ground.claimed(by: scene.worker)
            _ = try await ground.settle(part, by: scene.worker, [.accepted(1)])
            let loading = try await withThrowingTaskGroup(of: RunID?.self) { group in
                try await ground.holding("select from loader for no key update") {
                    group.addTask { try await release(ground, scene, "F1") }
                    try await ground.waitForWaiting()
                    let permits = try await ground.permits()
                    #expect(permits.count == 1)
                }
                return try await group.reduce(nil) { $0 ?? $1 }
            }
            #expect(loading == scene.run)
            #expect(try await ground.permits().isEmpty)
        }
    }
}
