import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// After the letter: Amili's own state is brought to every accepted reminder, and nothing that
/// goes wrong with that concerns a letter.
struct PollerTests {
    /// `count` accepted reminders, and a minute later their first poll.
    private func simulation(_ count: Int) -> (Simulation, Simulation.RunningWorker) {
        let simulation = Simulation()
        simulation.addCanary()
        simulation.load(count)
        let worker = simulation.start()
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.count(.accepted) == count)
        return (simulation, worker)
    }

    private func standings(_ simulation: Simulation) -> [AmiliStanding?] {
        simulation.ledger.with { $0.runs[1]!.reminders.map(\.standing) }
    }

    private func move(_ simulation: Simulation, _ position: Int, _ state: String) {
        let now = simulation.time.now().nanoseconds
        let caseID = simulation.reminder(position).caseID!
        simulation.amili.with {
            $0.move(caseID, to: AmiliStanding(state: state, status: nil), now)
        }
    }

    private func polls(_ simulation: Simulation) -> Int {
        simulation.amili.with { $0.polls.count }
    }

    @Test func whatAmiliMakesOfACaseComesToItsReminderWithinAMinute() {
        let (simulation, _) = simulation(250)
        let reminded = AmiliStanding(state: "reminder", status: nil)
        #expect(
            simulation.run(within: .seconds(75)) {
                standings(simulation).allSatisfy { $0 == reminded }
            })
        move(simulation, 7, "debt_collection")
        #expect(
            simulation.run(within: .seconds(75)) {
                standings(simulation)[6] == AmiliStanding(state: "debt_collection", status: nil)
            })
        #expect(standings(simulation).count { $0 == reminded } == 249)
        #expect(simulation.violations == [])
    }

    @Test func withNothingNewAPollIsOneCall() {
        let (simulation, _) = simulation(250)
        simulation.run(for: .seconds(300))
        let before = polls(simulation)
        simulation.run(for: .seconds(600))
        #expect((9...11).contains(polls(simulation) - before))
    }

    /// Changes that come while the pages are read push the rest back: none is passed over.
    @Test func whatChangesWhileItIsReadHidesNothing() {
        let (simulation, _) = simulation(400)
        simulation.run(for: .seconds(120))
        for position in 1...400 { move(simulation, position, "debt_collection") }
        let asked = polls(simulation)
        #expect(simulation.run(within: .seconds(75)) { polls(simulation) == asked + 2 })
        for position in 1...150 { move(simulation, position, "bailiff") }
        #expect(
            simulation.run(within: .seconds(150)) {
                standings(simulation).enumerated().allSatisfy { index, standing in
                    standing?.state == (index < 150 ? "bailiff" : "debt_collection")
                }
            })
    }

    @Test func aTroubleOfPollsDelaysNoLetterAndIsAskedAgainLater() {
        for fault in [
            LookUpFault.noAnswer(status: 503, retryAfter: .seconds(30)), .unauthorized,
            .forbidden, .tooMany(.seconds(30)), .notSent,
        ] {
            let simulation = Simulation()
            simulation.addCanary()
            simulation.start()
            simulation.amili.with { $0.poll = { _ in fault } }
            simulation.run(for: .seconds(65))
            simulation.load(50)
            #expect(simulation.run(within: .seconds(5)) { simulation.count(.accepted) == 50 })
            let asked = polls(simulation)
            simulation.run(for: .seconds(600))
            #expect(polls(simulation) - asked < 30, "\(fault)")
            simulation.amili.with { $0.poll = { _ in .answered } }
            #expect(
                simulation.run(within: .seconds(660)) {
                    standings(simulation).allSatisfy { $0?.state == "reminder" }
                }, "\(fault)")
            #expect(simulation.violations == [])
        }
    }

    @Test func aClosedGateHoldsPollsToo() {
        let (simulation, _) = simulation(5)
        let now = simulation.time.now().nanoseconds
        simulation.ledger.with { $0.setPaused(true, nil, now) }
        simulation.run(for: .seconds(600))
        #expect(polls(simulation) == 0)
        simulation.ledger.with { $0.setPaused(false, nil, now) }
        #expect(simulation.run(within: .seconds(90)) { polls(simulation) > 0 })
    }

    @Test func pollsTakeATenthOfTheRateAtMost() {
        let (simulation, _) = simulation(2_000)
        simulation.ledger.with { $0.amili.rate = 10 }
        simulation.amili.with { $0.latency = { .milliseconds(1) } }
        #expect(
            simulation.run(within: .seconds(180)) {
                standings(simulation).allSatisfy { $0 != nil }
            })
        let moments = simulation.amili.with { $0.polls }
        let most = moments.indices.map { first in
            moments[first...].prefix { $0 < moments[first] + 10_000_000_000 }.count
        }
        #expect(most.max()! <= 11)
    }

    @Test func twoWorkersShareTheTurns() {
        let (simulation, _) = simulation(250)
        simulation.start("b")
        simulation.run(for: .seconds(300))
        let before = polls(simulation)
        simulation.run(for: .seconds(600))
        #expect((9...11).contains(polls(simulation) - before))
    }

    @Test func aTurnWhoseHolderDiedIsTakenByAnother() {
        let (simulation, worker) = simulation(250)
        worker.door.onCall { $0 == "record" ? .before : .none }
        worker.door.onCall { $0 == "endTurn" || $0 == "record" ? .before : .none }
        #expect(simulation.run(within: .seconds(90)) { polls(simulation) > 0 })
        simulation.start("b")
        #expect(
            simulation.run(within: .seconds(200)) {
                standings(simulation).allSatisfy { $0 != nil }
            })
    }

    @Test func aWorkerThatEndsWithNothingLeftDoesNotWaitForItsPolls() {
        let simulation = Simulation()
        simulation.addCanary()
        simulation.load(10)
        #expect(simulation.runOnce(within: .seconds(30)))
    }

    // MARK: Activation

    private static let details = ActivationDetails(
        payout: ActivationDetails.Payout(kind: .bankgiro, number: "991-2346"),
        sender: ActivationDetails.Address(line: "A 1", zipCode: "41119", city: "Göteborg"),
        invoicing: ActivationDetails.Address(line: "A 1", zipCode: "41119", city: "Göteborg"),
        debtDescription: "Varor")

    private func request(
        rate: Double? = nil, _ prepare: (inout FakeAmili) -> Void = { _ in }
    ) -> Simulation {
        let simulation = Simulation()
        simulation.amili.with { prepare(&$0) }
        if let rate { simulation.ledger.with { $0.amili.rate = rate } }
        simulation.start()
        simulation.run(for: .seconds(5))
        ask(simulation)
        return simulation
    }

    private func ask(_ simulation: Simulation) {
        simulation.ledger.with { $0.requestActivation(1, Self.details) }
    }

    private func state(_ simulation: Simulation) -> ActivationState? {
        simulation.ledger.with { $0.activations[1]?.state }
    }

    private func cause(_ simulation: Simulation) -> ActivationCause? {
        simulation.ledger.with { $0.activations[1]?.cause }
    }

    private func handIns(_ simulation: Simulation) -> Int {
        simulation.amili.with { $0.handIns }
    }

    @Test func theDetailsAreHandedInOnceAndAmiliIsAskedUntilItIsActive() {
        let simulation = request { $0.activeAfter = .seconds(300) }
        #expect(simulation.run(within: .seconds(3)) { handIns(simulation) == 1 })
        simulation.run(for: .seconds(290))
        #expect(state(simulation) == .pending)
        #expect((5...10).contains(polls(simulation)), "seldom and seldomer")
        #expect(simulation.run(within: .seconds(320)) { state(simulation) == .active })
        #expect(handIns(simulation) == 1)
        let asked = polls(simulation)
        simulation.run(for: .seconds(1_200))
        #expect(polls(simulation) == asked)
    }

    @Test func anAnswerThatSaysActiveIsNotAskedAgain() {
        let simulation = request { $0.handInAnswer = .answered(.taken(isActive: true)) }
        #expect(simulation.run(within: .seconds(5)) { state(simulation) == .active })
        #expect(polls(simulation) == 2)
    }

    /// A tenth of the rate is for polls: a call every ten seconds, every five minutes, every hour.
    @Test(arguments: [1, 1.0 / 30, 1.0 / 360])
    func anActivationEndsAtAnyRate(rate: Double) {
        let simulation = request(rate: rate) { $0.activeAfter = .zero }
        let calls = 4.0
        #expect(
            simulation.run(within: .seconds(calls * 10 / rate)) { state(simulation) == .active })
        #expect(handIns(simulation) == 1)
        #expect(polls(simulation) == 3, "no step is taken twice")
    }

    /// Letters want every slot, and the polls of many creditors wait, too.
    @Test(arguments: [1, 1.0 / 30])
    func anActivationEndsBesideLettersAndPolls(rate: Double) {
        let simulation = Simulation()
        for creditor in (Int64(1)...9).map(CreditorID.init(rawValue:)) {
            if creditor > 1 { simulation.addCreditor(creditor) }
            simulation.addCanary(creditor)
        }
        simulation.ledger.with { $0.amili.rate = rate }
        simulation.load(2_000)
        simulation.start()
        simulation.start("b")
        simulation.run(for: .seconds(100 / rate))
        ask(simulation)
        #expect(simulation.run(within: .seconds(60 / rate)) { state(simulation) == .active })
        let polled = simulation.ledger.with { $0.pollOf.values.count { $0.watermark != nil } }
        #expect(
            simulation.run(within: .seconds(250 / rate)) {
                simulation.ledger.with { $0.pollOf.values.count { $0.watermark != nil } } == 9
            }, "all creditors get their turn, \(polled) had it before")
        #expect(!simulation.isAllFinal && simulation.count(.accepted) > 0)
        #expect(simulation.violations == [])
    }

    @Test func aRefusalIsToldByFieldAndNothingMoreIsAsked() {
        let issues = [ActivationIssue(field: .payout, message: "not yours")]
        let simulation = request { $0.handInAnswer = .answered(.refused(issues)) }
        #expect(simulation.run(within: .seconds(15)) { state(simulation) == .refused })
        #expect(cause(simulation) == .details)
        #expect(simulation.ledger.with { $0.activations[1]?.issues } == issues)
        let asked = polls(simulation)
        simulation.run(for: .seconds(1_200))
        #expect(polls(simulation) == asked)
        simulation.amili.with { $0.handInAnswer = .answered(.taken(isActive: nil)) }
        ask(simulation)
        #expect(simulation.run(within: .seconds(15)) { state(simulation) == .active })
    }

    /// 403 is no refusal of the details: somebody else makes the creditor active.
    @Test(arguments: [FollowOutcome<HandedIn>.forbidden, .missing])
    func whatOnlyThePartnerMayIsWaitedFor(answer: FollowOutcome<HandedIn>) {
        let simulation = request { $0.handInAnswer = answer }
        #expect(simulation.run(within: .seconds(15)) { cause(simulation) == .partnerOnly })
        let asked = polls(simulation)
        simulation.run(for: .seconds(3_600))
        #expect(state(simulation) == .pending && cause(simulation) == .partnerOnly)
        #expect(handIns(simulation) == 1, "not again unless somebody asks for it")
        #expect((4...7).contains(polls(simulation) - asked))
        simulation.amili.with { $0.isActiveAnyway = true }
        #expect(simulation.run(within: .seconds(660)) { state(simulation) == .active })
    }

    @Test func whoMayNotReadTheCreditorWaitsAndAnUnknownOneIsRefused() {
        let simulation = request { $0.creditorAnswer = .forbidden }
        #expect(simulation.run(within: .seconds(15)) { cause(simulation) == .noAccess })
        #expect(state(simulation) == .pending)
        simulation.amili.with { $0.creditorAnswer = .missing }
        #expect(simulation.run(within: .seconds(660)) { state(simulation) == .refused })
        #expect(cause(simulation) == .unknownCreditor && handIns(simulation) == 0)
    }

    /// Whether the details came is not known: the creditor is read before they go again.
    @Test func anAnswerThatNeverCameIsFollowedByAReading() {
        let simulation = request {
            $0.handInAnswer = .noAnswer(why: "incomplete answer", retryAfter: nil)
        }
        #expect(simulation.run(within: .seconds(5)) { handIns(simulation) == 1 })
        simulation.amili.with { $0.isActiveAnyway = true }
        #expect(simulation.run(within: .seconds(15)) { state(simulation) == .active })
        #expect(handIns(simulation) == 1)
    }
}
