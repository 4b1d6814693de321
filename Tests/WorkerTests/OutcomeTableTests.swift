import NIOConcurrencyHelpers
import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// One test at least for each row of the design's table of outcomes.
struct OutcomeTableTests {
    private func simulation(
        _ count: Int, _ script: @escaping (FakeAmili.Post) -> SendFault = { _ in .accepted }
    ) -> Simulation {
        let simulation = Simulation()
        simulation.addCanary()
        simulation.load(count)
        simulation.onPost(script)
        return simulation
    }

    @Test func anAnsweredLetterIsAcceptedAndLeavesNoEvidence() {
        let simulation = simulation(3)
        #expect(simulation.runOnce())
        #expect(simulation.states() == [.accepted, .accepted, .accepted])
        #expect(simulation.reminder(2).attempts == 1)
        #expect(simulation.posts.count == 3)
        #expect(simulation.ledger.with { $0.evidence.map(\.kind) } == [.lookup])
    }

    @Test func aCallThatNeverLeftCostsNothingAndIsTriedAgain() {
        let refusals = NIOLockedValueBox(3)
        let simulation = simulation(1) { _ in
            refusals.withLockedValue { left in
                left -= 1
                return left >= 0 ? .notSent : .accepted
            }
        }
        #expect(simulation.runOnce())
        #expect(simulation.reminder(1).state == .accepted)
        #expect(simulation.reminder(1).attempts == 1)
    }

    @Test func aRefusedInvoiceIsRejectedOnceAndForAll() {
        let simulation = simulation(2) { $0.key == "1" ? .rejected("no such zip code") : .accepted }
        #expect(simulation.runOnce())
        #expect(simulation.states() == [.rejected, .accepted])
        #expect(simulation.reminder(1).reason == .amiliValidation)
        #expect(simulation.posts.count == 2)
        #expect(
            simulation.ledger.with { $0.evidence.contains { $0.why == "no such zip code" } })
    }

    @Test func aRefusalAfterADoubtIsBelievedOnlyAfterALookUp() {
        let simulation = simulation(1) { $0.earlier == 0 ? .lost : .rejected("changed body") }
        #expect(simulation.runOnce())
        #expect(simulation.reminder(1).state == .rejected)
        #expect(simulation.reminder(1).attempts == 2)
        let (asked, posted) = simulation.amili.with { ($0.calls.last!, $0.posts.last!.at) }
        #expect(asked > posted)
        #expect(simulation.amili.with { $0.questions.last?.inDoubt.map(\.key) } == ["1"])
    }

    /// The first letter comes through later than the settle delay allows for, and the second is
    /// refused because of it.
    @Test(arguments: [SendFault.rejected("changed body"), .conflict()])
    func aRefusalBecauseTheFirstLetterCameThroughLateIsAnAcceptance(refusal: SendFault) {
        let simulation = simulation(1) { $0.earlier == 0 ? .lost : refusal }
        let worker = simulation.start(once: true)
        #expect(simulation.run { simulation.posts.count == 2 })
        let now = simulation.time.now().nanoseconds
        simulation.amili.with { _ = $0.make("1", Simulation.party, at: now, isOurs: true) }
        #expect(simulation.runToEnd(worker))
        #expect(simulation.posts.count == 2)
        #expect(simulation.reminder(1).state == .accepted)
        #expect(simulation.violations == [])
    }

    @Test func aWrongCredentialClosesAllOfAmiliAndRejectsNothing() {
        let simulation = simulation(20) { $0.at < 1_030_000_000_000 ? .unauthorized : .accepted }
        #expect(simulation.runOnce())
        #expect(simulation.count(.accepted) == 20)
        #expect(simulation.reminder(1).attempts == 1)
        // One burst, then silence for a minute.
        let early = simulation.posts.filter { $0.at < 1_059_000_000_000 }
        #expect((1...8).contains(early.count))
        #expect(simulation.elapsed > .seconds(60))
    }

    @Test func aForbiddenCreditorIsParkedAndRejectsNothing() {
        let simulation = simulation(20) { $0.at < 1_030_000_000_000 ? .forbidden : .accepted }
        let worker = simulation.start()
        simulation.run(for: .seconds(30))
        #expect(simulation.part().dueAt == .max)
        #expect(simulation.ledger.with { $0.amili.closedUntil } == 0)
        #expect((1...8).contains(simulation.posts.count))
        #expect(simulation.run(within: .seconds(700)) { simulation.isAllFinal })
        #expect(simulation.count(.accepted) == 20)
        #expect(simulation.reminder(1).attempts == 1)
        worker.stop.advance(to: .draining)
        #expect(simulation.runToEnd(worker))
        #expect(simulation.violations == [])
    }

    /// A colleague's case comes in between the look-up and the letter.
    private func takenBefore(seconds: Int64) -> Simulation {
        let simulation = simulation(1) { _ in .conflict() }
        let worker = simulation.start(once: true)
        #expect(simulation.run { simulation.posts.count == 1 })
        let made = simulation.time.now().nanoseconds - seconds * 1_000_000_000
        simulation.amili.with { _ = $0.make("1", Simulation.party, at: made, isOurs: false) }
        #expect(simulation.runToEnd(worker))
        #expect(simulation.posts.count == 1)
        return simulation
    }

    @Test func aDuplicateOfAnOlderCaseIsSkipped() {
        let simulation = takenBefore(seconds: 5)
        #expect(simulation.reminder(1).state == .skipped)
        #expect(simulation.reminder(1).reason == .alreadyAtAmili)
        #expect(simulation.violations == [])
    }

    /// Nobody can tell it from ours, and the reason says so.
    @Test func aDuplicateOfTheSameMomentIsTakenForOurs() {
        let simulation = takenBefore(seconds: 0)
        #expect(simulation.reminder(1).state == .accepted)
        #expect(simulation.reminder(1).reason == .foundAfterConflict)
        #expect(simulation.violations == [])
    }

    /// A gateway hands the letter over twice, and answers with the second try's 409.
    @Test func aLetterThatTookEffectAndIsCalledADuplicateIsOurs() {
        let simulation = simulation(1) { _ in .conflict(made: true) }
        #expect(simulation.runToEnd(simulation.start(once: true)))
        #expect(simulation.reminder(1).state == .accepted)
        #expect(
            simulation.amili.with { $0.cases("1", of: Simulation.party).map(\.found.caseID) }
                == [simulation.reminder(1).caseID])
        #expect(simulation.reminder(1).reason == .foundAfterConflict)
        #expect(simulation.posts.count == 1)
        #expect(simulation.violations == [])
    }

    // MARK: Answers that may be another letter's

    @Test func anUnprovenAnswerIsConfirmedByALookUp() {
        let simulation = simulation(3) { _ in .unproven }
        #expect(simulation.runToEnd(simulation.start(once: true)))
        #expect(simulation.count(.accepted) == 3)
        #expect(simulation.posts.count == 3)
        // Before the letters, and after them.
        #expect(simulation.amili.with { $0.questions.count } == 2)
        #expect(simulation.violations == [])
    }

    @Test func aStrayAnswerGivesNoLetterAnothersCase() {
        let simulation = simulation(3) { $0.key == "1" ? .accepted : .unsolicited(made: true) }
        #expect(simulation.runToEnd(simulation.start(once: true)))
        #expect(simulation.count(.accepted) == 3)
        for position in 1...3 {
            let cases = simulation.amili.with { $0.cases("\(position)", of: Simulation.party) }
            #expect(cases.map(\.found.caseID) == [simulation.reminder(position).caseID])
        }
        #expect(simulation.posts.count == 3)
        #expect(simulation.violations == [])
    }

    /// The letter was refused, and its answer went to the letter after it.
    @Test func aStrayAnswerToALetterThatWasNotTakenIsNoAcceptance() {
        let simulation = simulation(2) {
            $0.key == "1" || $0.earlier > 0 ? .accepted : .unsolicited(made: false)
        }
        simulation.start()
        #expect(simulation.run { simulation.reminder(2).state == .uncertain })
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.count(.accepted) == 2)
        #expect(simulation.posts.count == 3)
        #expect(simulation.violations == [])
    }

    @Test func anUnprovenAnswerThatNobodyConfirmsIsInDoubt() {
        let simulation = simulation(1) { _ in .unproven }
        simulation.onLookUp { $0 == 1 ? .noAnswer(status: 503, retryAfter: nil) : .answered }
        simulation.start()
        #expect(simulation.run { simulation.reminder(1).state == .uncertain })
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.reminder(1).state == .accepted)
        #expect(simulation.posts.count == 1)
    }

    @Test func aDuplicateOfWhichAmiliKnowsNothingIsInDoubt() {
        let simulation = simulation(1) { $0.earlier == 0 ? .conflict() : .accepted }
        simulation.start()
        #expect(simulation.run { simulation.reminder(1).state == .uncertain })
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.reminder(1).state == .accepted)
        let posts = simulation.posts
        #expect(posts[1].at - posts[0].at > 10_000_000_000)
        #expect(simulation.violations == [])
    }

    @Test func aDuplicateThatNobodyCanAskAboutIsInDoubtAndAskedAboutSoon() {
        let simulation = simulation(1) { $0.earlier == 0 ? .conflict() : .accepted }
        simulation.onLookUp { $0 == 1 ? .noAnswer(status: 200, retryAfter: nil) : .answered }
        simulation.start()
        #expect(simulation.run { simulation.reminder(1).state == .uncertain })
        #expect(simulation.run(within: .seconds(1)) { simulation.part().state == .waiting })
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.reminder(1).state == .accepted)
    }

    @Test func aLookUpForOneFindsTheLostAnswerOfAnother() {
        let simulation = simulation(2) {
            $0.key == "1" ? .serverError(made: true, retryAfter: nil) : .conflict()
        }
        simulation.amili.with { amili in
            let latencies = NIOLockedValueBox([20, 100, 200])
            amili.latency = {
                .milliseconds(latencies.withLockedValue { $0.count > 1 ? $0.removeFirst() : $0[0] })
            }
        }
        simulation.start()
        #expect(simulation.run(within: .seconds(1)) { simulation.reminder(1).state == .accepted })
        #expect(simulation.part().attempt == 1)
        #expect(simulation.posts.count == 2)
    }

    @Test func tooManyCallsMovesTheClockForEverybody() {
        let simulation = Simulation()
        simulation.addCanary()
        simulation.load(40, partSize: 10)
        simulation.onPost { $0.at < 1_001_000_000_000 ? .tooMany(.seconds(30)) : .accepted }
        simulation.start("b")
        simulation.start("a")
        simulation.run(for: .seconds(15))
        // Nothing is held that cannot be sent.
        #expect(simulation.ledger.with { $0.parts.allSatisfy { $0.state != .claimed } })
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.count(.accepted) == 40)
        #expect(simulation.reminder(1).attempts == 1)
        let calls = simulation.amili.with { $0.calls }
        #expect(!calls.contains { (1_002_000_000_000...1_029_000_000_000).contains($0) })
        #expect(simulation.violations == [])
    }

    @Test func aRetryAfterBeyondAnHourIsCut() {
        let simulation = simulation(1) { $0.total == 0 ? .tooMany(.seconds(18_000)) : .accepted }
        #expect(simulation.runOnce(within: .seconds(4000)))
        #expect(simulation.elapsed > .seconds(3600))
        #expect(simulation.count(.accepted) == 1)
    }

    @Test func tooManyCallsWithoutATimeWaitLongerEachTime() {
        // Waits so long that the second in which a worker finds an open gate does not show.
        let simulation = Simulation(
            limits: WorkerLimits(
                inFlight: 8, callDeadline: .seconds(2), lease: .seconds(3), heartbeat: .seconds(1),
                settleDelay: .seconds(10), backoff: Backoff(base: .seconds(10))))
        simulation.addCanary()
        simulation.load(1)
        simulation.onPost { $0.total < 6 ? .tooMany(nil) : .accepted }
        #expect(simulation.runOnce(within: .seconds(1200)))
        let gaps = zip(simulation.posts.dropFirst(), simulation.posts).map { $0.at - $1.at }
        #expect(gaps.count == 6)
        for (gap, next) in zip(gaps, gaps.dropFirst()) {
            #expect(next > gap * 3 / 2, "\(gaps)")
        }
    }

    @Test(arguments: [
        SendFault.answerLost, .doneLate(.milliseconds(1500)),
        .serverError(made: true, retryAfter: nil),
        .serverError(made: true, retryAfter: .seconds(3)),
    ])
    func aLetterWhoseAnswerIsLostIsFoundAndNotSentAgain(fault: SendFault) {
        let simulation = simulation(3) { $0.key == "2" ? fault : .accepted }
        simulation.start()
        #expect(simulation.run { simulation.reminder(2).state == .uncertain })
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.states() == [.accepted, .accepted, .accepted])
        #expect(simulation.posts.count == 3)
        #expect(simulation.elapsed < .seconds(10))
        #expect(simulation.violations == [])
    }

    @Test(arguments: [
        SendFault.lost, .serverError(made: false, retryAfter: nil),
        .serverError(made: false, retryAfter: .seconds(1)),
    ])
    func aLetterThatCameToNothingIsSentAgainAfterTheSettleDelay(fault: SendFault) {
        let simulation = simulation(3) { $0.key == "2" && $0.earlier == 0 ? fault : .accepted }
        #expect(simulation.runOnce())
        #expect(simulation.states() == [.accepted, .accepted, .accepted])
        let posts = simulation.posts.filter { $0.key == "2" }
        #expect(posts.count == 2)
        #expect(posts[1].at - posts[0].at >= 10_000_000_000)
        #expect(simulation.reminder(2).attempts == 2)
        #expect(Set(posts.map(\.idempotencyKey)) == ["acme1/1-0/2"])
    }

    @Test func anUncertainAnswerMayStillMoveTheClock() {
        let simulation = simulation(2) {
            $0.total == 0 ? .serverError(made: true, retryAfter: .seconds(20)) : .accepted
        }
        #expect(simulation.runOnce())
        let calls = simulation.amili.with { $0.calls }.filter { $0 > 1_000_500_000_000 }
        #expect(calls.first! > 1_020_000_000_000)
    }

    @Test func afterTheLastAttemptItHasFailed() {
        let simulation = simulation(2) { $0.key == "1" ? .lost : .accepted }
        #expect(simulation.runOnce())
        #expect(simulation.states() == [.failed, .accepted])
        #expect(simulation.reminder(1).reason == .attemptsExhausted)
        #expect(simulation.reminder(1).attempts == 4)
        #expect(simulation.posts.count { $0.key == "1" } == 4)
    }

    @Test func twoCasesForOneInvoiceAreAnIncident() {
        let simulation = simulation(1) { _ in .answerLost }
        let worker = simulation.start(once: true)
        #expect(simulation.run { simulation.posts.count == 1 })
        let now = simulation.time.now().nanoseconds
        simulation.amili.with { _ = $0.make("1", Simulation.party, at: now, isOurs: false) }
        #expect(simulation.runToEnd(worker))
        #expect(simulation.reminder(1).state == .accepted)
        #expect(simulation.ledger.with { $0.incidents.map(\.count) } == [2])
    }
}
