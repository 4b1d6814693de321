import Reminders
import Testing

@testable import Worker

/// Each stage of stopping, death, and the end of the lease take something from a worker.
struct WorkerStandingTests {
    private let end = BootInstant(nanoseconds: 1_000)

    @Test(
        arguments: [
            (Stop.Stage.running, true, true), (.draining, false, true), (.aborting, false, false),
        ])
    func eachStageOfStoppingEndsMore(stage: Stop.Stage, sends: Bool, confirms: Bool) {
        let standing = WorkerStanding(stage: stage, sendBy: end)
        let now = BootInstant(nanoseconds: 999)
        #expect(standing.mayBegin == sends)
        #expect(standing.maySend(at: now) == sends)
        #expect(standing.mayConfirm(at: now) == confirms)
    }

    @Test func nothingLeavesOnceTheLeaseIsOver() {
        let standing = WorkerStanding(sendBy: end)
        #expect(standing.mayBegin)
        #expect(!standing.maySend(at: end))
        #expect(!standing.mayConfirm(at: end))
    }

    @Test func theDeadDoNothing() {
        let standing = WorkerStanding(isDead: true, sendBy: end)
        let now = BootInstant(nanoseconds: 0)
        #expect(!standing.mayBegin && !standing.maySend(at: now) && !standing.mayConfirm(at: now))
    }
}
