import NIOConcurrencyHelpers
import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// Slots, width, breaker, streaks: how fast, and when not at all.
struct PacingTests {
    private func simulation(_ count: Int, inFlight: Int = 8, partSize: Int = 99) -> Simulation {
        var limits = Simulation.limits
        limits.inFlight = inFlight
        let simulation = Simulation(limits: limits)
        simulation.addCanary()
        simulation.load(count, partSize: partSize)
        return simulation
    }

    @Test(arguments: [1, 8])
    func noMoreIsOnTheWireThanThereArePlaces(inFlight: Int) {
        let simulation = simulation(150, inFlight: inFlight, partSize: 50)
        simulation.amili.with { $0.latency = { .milliseconds(300) } }
        #expect(simulation.runOnce())
        #expect(simulation.amili.with { $0.mostOnTheWire } == inFlight)
        // The wire is not idle for want of slots: 150 letters of 0.3 s, and a look-up or two.
        #expect(simulation.elapsed < .milliseconds(150 * 300 / inFlight * 12 / 10 + 1500))
    }

    /// While answers are waited for, the next part is looked up and its letters go.
    @Test func partsThatWaitForAnswersLeaveNoGapOnTheWire() {
        let simulation = simulation(99 * 40, inFlight: 64)
        simulation.amili.with { $0.latency = { .milliseconds(50) } }
        #expect(simulation.runOnce())
        // 3,960 letters of 50 ms, 64 at a time, take 3.1 s; with gaps, 3.7 s.
        #expect(simulation.elapsed < .milliseconds(3_450))
    }

    /// What a part of 99 costs when nothing is in its way.
    @Test func aPartCostsAHandfulOfStatements() {
        let simulation = simulation(99 * 20, inFlight: 64)
        let worker = simulation.start(once: true)
        #expect(simulation.runToEnd(worker))
        #expect(simulation.count(.accepted) == 99 * 20)
        #expect(simulation.amili.with { $0.questions.count } == 20)
        #expect(worker.calls("claim") <= 25)
        #expect(worker.calls("read") <= 22)
        #expect(worker.calls("reserve") <= 20 * 3)
        #expect(worker.calls("settle") <= 20 * 2)
        #expect(worker.calls("giveBack") == 0)
        #expect(worker.calls("claimFirstLetter") == 0)
    }

    @Test func outcomesAreWrittenBackInSlices() {
        let simulation = simulation(60, inFlight: 4)
        simulation.amili.with { $0.latency = { .milliseconds(200) } }
        let worker = simulation.start(once: true)
        #expect(simulation.run { simulation.posts.count == 30 })
        // At most the last quarter of a second, and what is on the wire, would be in doubt.
        #expect(simulation.count(.accepted) >= 30 - 4 - 3 * 4)
        #expect(simulation.runToEnd(worker))
        #expect(worker.calls("settle") >= 8)
    }

    /// The first is the look-up's, the second the letters'.
    @Test(arguments: [1, 2])
    func aSlotThatCameTooLateIsNotUsed(which: Int) {
        let simulation = simulation(5)
        let worker = simulation.start(once: true)
        let reserves = NIOLockedValueBox(0)
        worker.door.onCall { name in
            guard name == "reserve" else { return .none }
            let number = reserves.withLockedValue { count in
                count += 1
                return count
            }
            // The answer takes longer than a slot lives.
            if number == which { worker.hold.pause(.milliseconds(1500)) }
            return .none
        }
        #expect(simulation.runToEnd(worker))
        #expect(simulation.count(.accepted) == 5)
        #expect(worker.calls("reserve") == 3)
        #expect(simulation.violations == [])
    }

    @Test func anAmiliThatIsAwayIsLeftInPeace() {
        let simulation = simulation(300, partSize: 20)
        simulation.onPost { $0.at < 1_060_000_000_000 ? .lost : .accepted }
        simulation.start()
        simulation.run(for: .seconds(58))
        // The first burst, then one letter for each closing of 1, 2, 4, 8 … seconds.
        #expect(simulation.posts.count <= 8 + 8)
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.count(.accepted) == 300)
        #expect(simulation.violations == [])
    }

    @Test func aLetterThatNeverLeavesHoldsNobodyUp() {
        let simulation = simulation(20)
        simulation.onPost { $0.key == "7" ? .notSent : .accepted }
        let worker = simulation.start()
        simulation.run(for: .seconds(60))
        #expect(simulation.count(.accepted) == 19)
        #expect(simulation.reminder(7).attempts == 0)
        #expect(worker.calls("reserve") < 250)
        #expect(simulation.violations == [])
    }

    @Test func itBacksOffAlsoWhileOthersAreAnswered() {
        let simulation = simulation(400, partSize: 40)
        simulation.ledger.with { $0.amili.rate = 20 }
        let tries = NIOLockedValueBox(0)
        simulation.onPost { post in
            guard post.key == "7" else { return .accepted }
            tries.withLockedValue { $0 += 1 }
            return .notSent
        }
        simulation.start()
        #expect(simulation.run { simulation.count(.accepted) == 399 })
        #expect(tries.withLockedValue { $0 } < 40)
        #expect(simulation.ledger.with { $0.amili.closedUntil } == 0)
    }

    // MARK: The same rejection again and again

    @Test func twentyEqualRejectionsPauseTheRun() {
        let simulation = simulation(60, inFlight: 1, partSize: 30)
        simulation.onPost { _ in .rejected("field unknown") }
        let worker = simulation.start(once: true)
        #expect(simulation.runToEnd(worker))
        #expect(worker.ending.with { $0 } == .waitingForHuman)
        #expect(simulation.ledger.with { $0.runs[1]!.paused })
        #expect(simulation.posts.count == 20)
        #expect(simulation.count(.rejected) == 20)
        #expect(simulation.count(.queued) == 40)
    }

    @Test func atFullWidthLittleMoreThanTwentyAreRejected() {
        let simulation = simulation(99)
        simulation.onPost { _ in .rejected("field unknown") }
        #expect(simulation.runToEnd(simulation.start(once: true)))
        #expect(simulation.count(.rejected) <= 20 + 8)
    }

    /// What is on the wire then comes back with the same words, and is no second reason to pause.
    @Test func aRunIsPausedOnceAndAgainWhenItWasResumedInVain() {
        let simulation = simulation(200, inFlight: 64, partSize: 99)
        simulation.onPost { _ in .rejected("field unknown") }
        let worker = simulation.start()
        for pauses in 1...2 {
            #expect(simulation.run { simulation.ledger.with { $0.runs[1]!.paused } })
            simulation.run(for: .seconds(5))
            #expect(worker.calls("pauseRun") == pauses)
            simulation.ledger.with { $0.resume(1) }
        }
    }

    @Test func anAcceptanceBetweenStartsTheCountAnew() {
        let simulation = simulation(60, inFlight: 1)
        simulation.onPost { $0.total % 15 == 14 ? .accepted : .rejected("no") }
        #expect(simulation.runOnce())
        #expect(simulation.count(.rejected) == 56)
    }

    /// They waited for their slots while the process stood still, and come back to the queue after
    /// it was read anew: that reading says nothing of them.
    @Test func lettersThatMissedTheirSlotsAreVetoedAnew() {
        let simulation = simulation(20)
        simulation.ledger.with { $0.amili.rate = 10 }
        let worker = simulation.start(once: true)
        let isHeld = NIOLockedValueBox(false)
        worker.hold.onPass { place in
            let sent = Set(simulation.posts.map(\.key))
            guard place == "reserve", sent.count >= 3, !isHeld.withLockedValue({ $0 }) else {
                return nil
            }
            isHeld.withLockedValue { $0 = true }
            for position in 1...20 where !sent.contains("\(position)") {
                simulation.pay("\(position)")
            }
            return .milliseconds(1200)
        }
        #expect(simulation.runToEnd(worker))
        #expect(isHeld.withLockedValue { $0 })
        #expect(simulation.count(.accepted) < 10)
        #expect(simulation.count(.accepted) == simulation.posts.count)
        #expect(simulation.count(.skipped) == 20 - simulation.posts.count)
        #expect(simulation.violations == [])
    }

    @Test func aCancelledRunSendsNothingMoreButAsksOn() {
        let simulation = simulation(60)
        simulation.ledger.with { $0.amili.rate = 10 }
        simulation.onPost { $0.total == 3 ? .answerLost : .accepted }
        let worker = simulation.start(once: true)
        #expect(simulation.run { simulation.posts.count == 8 })
        simulation.cancel()
        let moment = simulation.time.now().nanoseconds
        #expect(simulation.runToEnd(worker))
        #expect(!simulation.posts.contains { $0.at > moment + 1_000_000_000 })
        #expect(simulation.count(.cancelled) == 60 - simulation.posts.count)
        #expect(simulation.count(.accepted) == simulation.posts.count)
        #expect(worker.ending.with { $0 } == .nothingLeft)
        #expect(simulation.violations == [])
    }

    @Test func whoHoldsAPartOfACancelledRunCancelsItHimself() {
        let simulation = simulation(60)
        simulation.ledger.with { $0.amili.rate = 10 }
        let worker = simulation.start(once: true)
        #expect(simulation.run { simulation.posts.count == 8 })
        simulation.cancel()
        #expect(simulation.runToEnd(worker))
        #expect(simulation.count(.cancelled) == 60 - simulation.posts.count)
        #expect(simulation.part().attempt == 1)
        #expect(worker.calls("giveBack") == 0)
        #expect(simulation.violations == [])
    }

    @Test func aPausedRunIsParkedWithoutAskingAmili() {
        let simulation = simulation(10)
        simulation.ledger.with { $0.runs[1]?.paused = true }
        let worker = simulation.start(once: true)
        #expect(simulation.runToEnd(worker))
        #expect(worker.ending.with { $0 } == .waitingForHuman)
        #expect(simulation.amili.with { $0.calls.isEmpty })
        #expect(simulation.part().dueAt == .max)
    }
}
