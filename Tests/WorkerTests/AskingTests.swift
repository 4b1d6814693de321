import NIOConcurrencyHelpers
import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// Ask before sending, always; and what an answer is worth.
struct AskingTests {
    private func simulation(_ count: Int, partSize: Int = 99, canary: Bool = true) -> Simulation {
        let simulation = Simulation()
        if canary { simulation.addCanary() }
        simulation.load(count, partSize: partSize)
        return simulation
    }

    @Test(arguments: [(true, Reason.alreadyAtAmili), (false, .closedAtAmili)])
    func whatAmiliAlreadyHasIsNotSent(isOpen: Bool, reason: Reason) {
        let simulation = simulation(3)
        simulation.amili.with {
            _ = $0.make("2", Simulation.party, at: 0, isOurs: false, isOpen: isOpen)
        }
        #expect(simulation.runOnce())
        #expect(simulation.states() == [.accepted, .skipped, .accepted])
        #expect(simulation.reminder(2).reason == reason)
        #expect(simulation.posts.count == 2)
    }

    @Test func withoutItsCanaryAnAnswerIsNone() {
        let simulation = simulation(5)
        simulation.onLookUp { $0 < 6 ? .blind : .answered }
        simulation.start()
        #expect(simulation.run { simulation.amili.with { $0.questions.count } == 6 })
        #expect(simulation.posts.isEmpty)
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.count(.accepted) == 5)
        // One creditor's missing canary is nobody else's trouble.
        #expect(simulation.ledger.with { $0.amili.closedUntil } == 0)
    }

    @Test(arguments: [
        LookUpFault.noAnswer(status: 503, retryAfter: nil), .noAnswer(status: nil, retryAfter: nil),
        .notSent, .tooMany(nil), .unauthorized, .forbidden,
    ])
    func withoutAnAnswerNothingIsSent(fault: LookUpFault) {
        let simulation = simulation(5)
        let isMended = NIOLockedValueBox(false)
        simulation.onLookUp { _ in isMended.withLockedValue { $0 } ? .answered : fault }
        simulation.start()
        simulation.run(for: .seconds(20))
        #expect(simulation.posts.isEmpty)
        #expect(simulation.count(.queued) == 5)
        let tries = simulation.amili.with { $0.questions.count }
        #expect(tries <= 20)
        isMended.withLockedValue { $0 = true }
        #expect(simulation.run(within: .seconds(900)) { simulation.isAllFinal })
        #expect(simulation.count(.accepted) == 5)
        #expect(simulation.reminder(1).attempts == 1)
        #expect(simulation.violations == [])
    }

    @Test func aDoubtIsAskedAboutWithItsRegistrationAndCase() {
        let simulation = simulation(2)
        simulation.onPost { $0.key == "1" ? .answerLost : .accepted }
        // The case shows only after minutes; the registration at once.
        simulation.amili.with { $0.lag = .seconds(300) }
        #expect(simulation.runOnce())
        #expect(simulation.states() == [.accepted, .accepted])
        #expect(simulation.posts.count == 2)
        #expect(simulation.elapsed < .seconds(20))
    }

    /// Looking up does no harm: its later calls need not hurry as a letter must.
    @Test func aLookUpOfManyCallsOutlivesABeat() {
        let simulation = simulation(3)
        simulation.onLookUp { _ in .twoCalls(.seconds(20)) }
        #expect(simulation.runOnce())
        #expect(simulation.amili.with { $0.questions.count } == 1)
        #expect(simulation.count(.accepted) == 3)
    }

    @Test func aLookUpThatTookAMinuteServesNoLetter() {
        let simulation = simulation(3)
        simulation.onLookUp { .twoCalls(.seconds($0 == 0 ? 59 : 1)) }
        #expect(simulation.runOnce())
        #expect(simulation.amili.with { $0.questions.count } == 2)
        #expect(simulation.count(.accepted) == 3)
    }

    @Test func anAnswerOlderThanAMinuteIsAskedForAgain() {
        let simulation = simulation(90)
        simulation.ledger.with { $0.amili.rate = 1 }
        #expect(simulation.runOnce())
        #expect(simulation.count(.accepted) == 90)
        // At one call a second, 90 letters take longer than an answer lives.
        #expect((2...3).contains(simulation.amili.with { $0.questions.count }))
        #expect(simulation.elapsed < .seconds(97))
    }

    @Test func aPaymentBeforeTheVetosReadStopsTheLetter() {
        let simulation = simulation(40)
        simulation.ledger.with { $0.amili.rate = 10 }
        let worker = simulation.start(once: true)
        #expect(simulation.run { simulation.posts.count == 10 })
        let sent = Set(simulation.posts.map(\.key))
        let unsent = (1...40).map(String.init).filter { !sent.contains($0) }
        for key in unsent.prefix(20) { simulation.pay(key) }
        #expect(simulation.runToEnd(worker))
        // What was paid while its slot was running out has gone; that is at most a second's worth.
        let skipped = simulation.count(.skipped)
        #expect((10...20).contains(skipped))
        #expect(simulation.count(.accepted) == 40 - skipped)
        #expect(simulation.violations == [])
    }

    @Test func aVetoIsTooOldForALetterThatLeavesMuchLaterThanItsSlotBegan() {
        let simulation = simulation(1)
        simulation.amili.with { $0.latency = { .milliseconds(220) } }
        let worker = simulation.start(once: true)
        #expect(simulation.run { worker.calls("read") == 1 })
        simulation.run(for: .milliseconds(20))
        simulation.pay("1")
        // The veto is fresh enough for the slot; then the process stands still before it writes.
        #expect(simulation.run { worker.calls("reserve") == 2 })
        simulation.run(for: .microseconds(1500))
        worker.hold.pause(.milliseconds(850))
        #expect(simulation.runToEnd(worker))
        #expect(worker.calls("read") == 2)
        #expect(simulation.reminder(1).state == .skipped)
        #expect(simulation.posts.isEmpty)
    }

    @Test func whatSomebodyElseDecidedMeanwhileIsNotSent() {
        let simulation = simulation(40)
        simulation.ledger.with { $0.amili.rate = 10 }
        let worker = simulation.start(once: true)
        #expect(simulation.run { simulation.posts.count == 10 })
        simulation.run(for: .milliseconds(100))
        let sent = Set(simulation.posts.map(\.key))
        let decided = (1...40).filter { !sent.contains("\($0)") }.suffix(5)
        for position in decided {
            simulation.ledger.with { ledger in
                ledger.runs[1]!.reminders[position - 1].state = .manual
                ledger.creditors[1]?.permits["\(position)"] = nil
                ledger.recount(0)
            }
        }
        #expect(simulation.runToEnd(worker))
        #expect(simulation.posts.count == 35)
        #expect(simulation.count(.manual) == 5)
        #expect(simulation.count(.accepted) == 35)
    }

    // MARK: The first letter of a creditor

    @Test func theFirstLetterOfACreditorGoesAloneAndBecomesTheCanary() {
        let simulation = simulation(60, partSize: 20, canary: false)
        let ledger = simulation.ledger
        let early = NIOLockedValueBox(0)
        simulation.onPost { post in
            if post.total > 0, ledger.with({ $0.creditors[1]?.canary == nil }) {
                early.withLockedValue { $0 += 1 }
            }
            return .accepted
        }
        simulation.start("b")
        #expect(simulation.runOnce())
        #expect(simulation.count(.accepted) == 60)
        #expect(early.withLockedValue { $0 } == 0)
        // Nobody else asks before; and then each part once, the first letter's twice.
        #expect(simulation.amili.with { $0.questions.count } == 4)
    }

    @Test(arguments: [SendFault.answerLost, .lost, .conflict()])
    func nothingFollowsAFirstLetterInDoubt(fault: SendFault) {
        let simulation = simulation(60, partSize: 20, canary: false)
        let ledger = simulation.ledger
        let early = NIOLockedValueBox(0)
        simulation.onPost { post in
            if post.total == 1, ledger.with({ $0.parts.contains { $0.counts[.uncertain] > 0 } }) {
                early.withLockedValue { $0 += 1 }
            }
            return post.total == 0 ? fault : .accepted
        }
        simulation.start("b")
        #expect(simulation.runOnce())
        #expect(simulation.count(.accepted) == 60)
        #expect(early.withLockedValue { $0 } == 0)
        #expect(simulation.amili.with { $0.questions.contains(where: \.census) })
    }

    @Test func aRefusedFirstLetterIsFollowedByTheNext() {
        let simulation = simulation(10, canary: false)
        simulation.onPost { $0.total < 3 ? .rejected("no") : .accepted }
        #expect(simulation.runOnce())
        #expect(simulation.count(.rejected) == 3)
        #expect(simulation.count(.accepted) == 7)
    }

    @Test func twoPartsInDoubtOfANewCreditorDoNotWaitForEachOther() {
        let simulation = simulation(20, partSize: 5, canary: false)
        simulation.onLookUp { _ in .noAnswer(status: 200, retryAfter: nil) }
        let crashed = simulation.start("crashed")
        #expect(simulation.run { simulation.ledger.with { $0.parts[1].state == .claimed } })
        crashed.hold.kill()
        simulation.start("b")
        #expect(
            simulation.run {
                simulation.ledger.with { $0.parts.contains { $0.counts[.uncertain] > 0 } }
            })
        simulation.onLookUp { _ in .answered }
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.count(.accepted) == 20)
        #expect(simulation.posts.count == 20)
        #expect(simulation.violations == [])
    }
}
