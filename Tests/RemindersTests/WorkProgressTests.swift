import Reminders
import Testing

/// Whether what is due goes on.
@Suite struct WorkProgressTests {
    private static func since(_ seconds: Double) -> Since {
        Since(at: Timestamp(microseconds: 0), seconds: seconds)
    }
    private static let patience = Duration.seconds(30)

    private func verdict(
        alive: Int, for aliveFor: Double = 100, due: Double?, quiet: Double?
    ) -> WorkProgress.Verdict {
        WorkProgress(
            alive: alive, aliveFor: aliveFor, due: due.map(Self.since),
            quiet: quiet.map(Self.since)
        ).verdict(after: Self.patience)
    }

    @Test func whereNothingIsDueAllIsWell() {
        #expect(verdict(alive: 0, due: nil, quiet: nil) == .moves)
        #expect(verdict(alive: 1, due: nil, quiet: nil) == .moves)
    }

    @Test func whatIsDueWithoutAWorkerIsToldAtOnce() {
        #expect(verdict(alive: 0, due: 0, quiet: 0) == .noWorker(Self.since(0)))
        #expect(verdict(alive: 0, due: 500, quiet: 2) == .noWorker(Self.since(500)))
    }

    @Test func nothingDoneForLongIsAStandStill() {
        #expect(verdict(alive: 1, due: 40, quiet: 29) == .moves)
        #expect(verdict(alive: 1, due: 40, quiet: 30) == .standsStill(Self.since(30)))
    }

    /// The fleet's next slot lies ahead: the rate is what is waited for.
    @Test func aLowRateIsNoStandStill() {
        #expect(verdict(alive: 1, due: 400, quiet: -20) == .moves)
    }

    @Test func aWorkerThatHasJustBegunIsGivenTime() {
        #expect(verdict(alive: 1, for: 9, due: 4_000, quiet: 4_000) == .moves)
    }

    @Test func aHeldRunIsForgottenAfterAMinute() {
        #expect(WorkProgress(overdueSince: Self.since(59)).forgottenRuns == nil)
        #expect(WorkProgress(overdueSince: Self.since(60)).forgottenRuns == Self.since(60))
    }

    @Test(arguments: WorkerWait.Kind.allCases)
    func aWaitIsReadAsItWasWritten(kind: WorkerWait.Kind) {
        for part in [nil, WorkerWait.PartKey(run: 7, first: 100)] {
            let wait = WorkerWait(kind, part: part, seconds: 12)
            #expect(
                WorkerWait(written: wait.written, elapsed: 3)
                    == WorkerWait(kind, part: part, seconds: 15))
        }
    }

    @Test(arguments: ["", "later-kind 1 2 3", "claim 0 0", "claim x 0 1", "claim 0 0 1 1"])
    func whatALaterProgramWroteIsPassedOver(text: String) {
        #expect(WorkerWait(written: text, elapsed: 0) == nil)
    }
}
