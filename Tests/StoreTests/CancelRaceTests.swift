import EnqueueStore
import Postgres
import QueueStore
import Reminders
import Testing

@testable import OperatorStore

/// A cancellation against whoever else is at the run in the same moment.
@Suite struct CancelRaceTests {
    /// Both wait for the creditor's row, and get it in the order in which they came.
    @Test(arguments: [true, false])
    func aReleaseAndACancellationAtOnceLeaveNothingToClaim(releaseIsFirst: Bool) async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let loaded = try await harness.load(
                try Invoice.overdue(1...150), of: creditor, hold: .seconds(600))
            let (run, worker) = (try #require(loaded.run), try await harness.queue.register("w"))
            try await harness.run("update run set hold_until = now()")
            let tend: @Sendable () async throws -> Void = { try await harness.tend() }
            let cancel: @Sendable () async throws -> Void = {
                let answer = try await harness.operators.cancel(run, by: "kim", dryRun: false)
                #expect(answer.queued == 150)
            }
            let inOrder = releaseIsFirst ? [tend, cancel] : [cancel, tend]
            try await withThrowingTaskGroup(of: Void.self) { group in
                try await harness.holding("select from creditor for no key update") {
                    for (waiting, call) in inOrder.enumerated() {
                        group.addTask { try await call() }
                        try await harness.waitForWaiting(waiting + 1)
                    }
                }
                try await group.waitForAll()
            }
            guard case .nothing = try await harness.queue.claim(worker) else {
                throw Unexpected("a cancelled part can be claimed")
            }
            try await harness.tend()
            try await harness.expectCountsAddUp()
            #expect(try await harness.states(run) == String(repeating: "c", count: 150))
            #expect(try await harness.ask("select state from run") == [["done"]])
        }
    }

    @Test func twoCancellationsAtOnceAreOne() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let answers = try await withThrowingTaskGroup(of: Cancellation.self) { group in
                try await harness.holding("select from creditor for no key update") {
                    for _ in 1...2 {
                        group.addTask {
                            try await harness.operators.cancel(
                                fixture.run, by: "kim", dryRun: false)
                        }
                    }
                    try await harness.waitForWaiting(2)
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.map(\.queued) == [3, 3])
            #expect(try await harness.number("select count(*) from evidence") == 1)
        }
    }

    /// One waits for the part, with the creditor's row in hand; the other waits for that.
    @Test(arguments: [true, false])
    func aSettleAndACancellationAtOnceBothCount(settleIsFirst: Bool) async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            let settle: @Sendable () async throws -> Cancellation? = {
                let settled = try await harness.settle(part, by: fixture.worker, [.accepted(1)])
                #expect(settled == .settled(queued: 2, uncertain: 0))
                return nil
            }
            let cancel: @Sendable () async throws -> Cancellation? = {
                try await harness.operators.cancel(fixture.run, by: "kim", dryRun: false)
            }
            let inOrder = settleIsFirst ? [settle, cancel] : [cancel, settle]
            let answer = try await withThrowingTaskGroup(of: Cancellation?.self) { group in
                try await harness.holding("select from part for no key update") {
                    for (waiting, call) in inOrder.enumerated() {
                        group.addTask { try await call() }
                        try await harness.waitForWaiting(waiting + 1)
                    }
                }
                return try await group.reduce(nil) { $0 ?? $1 }
            }
            #expect(answer?.accepted == (settleIsFirst ? 1 : 0))
            #expect(answer?.onTheWire == (settleIsFirst ? 2 : 3))
            #expect(
                try await harness.ask("select stopped, n_a, n_q, state from part")
                    == [["t", "1", "2", "claimed"]])
            try await harness.queue.giveBack(part.claim, by: fixture.worker, .ready)
            try await harness.tend()
            #expect(try await harness.states(fixture.run) == "acc")
        }
    }

    /// The slice does not wait for who gives the part back, and takes it the next time.
    @Test func whatIsBeingGivenBackIsTakenBackByTheNextSlice() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.operators.cancel(fixture.run, by: "kim", dryRun: false)
            #expect(try await harness.operators.cancelSlice(of: fixture.run) == 0)
            try await harness.holding(
                "update part set state = 'ready', worker = null where first = \(part.claim.first)"
            ) {
                let parts = try await harness.operators.cancelSlice(of: fixture.run)
                #expect(parts == 0)
            }
            #expect(try await harness.operators.cancelSlice(of: fixture.run) == 1)
            #expect(try await harness.states(fixture.run) == "ccc")
        }
    }

    /// Two who come by share the parts, and neither waits.
    @Test func twoWhoTakeBackTakeDifferentParts() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(297)
            _ = try await harness.operators.cancel(fixture.run, by: "kim", dryRun: false)
            try await harness.holding("select from part where first = 1 for no key update") {
                let parts = try await harness.operators.cancelSlice(of: fixture.run)
                #expect(parts == 2)
                try await harness.tend()
            }
            #expect(try await harness.operators.cancelSlice(of: fixture.run) == 1)
            #expect(try await harness.permits().isEmpty)
        }
    }

    /// A claim of a part in doubt and its taking back: one of them has it, then the other.
    @Test func aPartBeingTakenBackIsNotClaimed() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(part, by: fixture.worker, [.uncertain(1)])
            try await harness.queue.giveBack(part.claim, by: fixture.worker, .ready)
            _ = try await harness.operators.cancel(fixture.run, by: "kim", dryRun: false)
            let slice = """
                select from part for no key update;
                update reminder set state = 'c', reason = 81 where state = 'q';
                \(StoreHarness.recounted)
                """
            try await harness.holding(slice) {
                guard case .nothing = try await harness.queue.claim(fixture.worker) else {
                    throw Unexpected("it was claimed under the other's hands")
                }
            }
            let next = try await harness.claimed(by: fixture.worker)
            #expect(next.queued == 0 && next.uncertain == 1)
            #expect(try await harness.positions(next, by: fixture.worker) == [1])
        }
    }
}
