import NIOConcurrencyHelpers
import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// Crashed, paused, cut off: nothing is sent twice, nothing is lost.
struct DeathTests {
    private func simulation(_ count: Int = 60, partSize: Int = 30) -> Simulation {
        let simulation = Simulation()
        simulation.addCanary()
        simulation.load(count, partSize: partSize)
        simulation.amili.with { $0.latency = { .milliseconds(500) } }
        return simulation
    }

    @Test func aCrashedWorkersLettersAreFoundNotSentAgain() {
        let simulation = simulation()
        let worker = simulation.start()
        simulation.start("b")
        #expect(simulation.run { simulation.posts.contains { $0.worker == "a" } })
        worker.hold.kill()
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.count(.accepted) == 60)
        #expect(simulation.posts.count == 60)
        #expect(simulation.ledger.with { $0.parts.contains { $0.crashes > 0 || $0.attempt > 1 } })
        #expect(simulation.violations == [])
    }

    @Test func aWorkerThatSleptPastItsLeaseSendsNothingAndWakesUnderANewName() {
        let simulation = simulation(200)
        let worker = simulation.start()
        simulation.start("b")
        #expect(simulation.run { simulation.posts.contains { $0.worker == "a" } })
        worker.hold.pause(.seconds(60))
        let moment = simulation.time.now().nanoseconds
        #expect(simulation.run { simulation.isAllFinal })
        simulation.run(for: .seconds(61))
        #expect(simulation.count(.accepted) == 200)
        #expect(simulation.posts.count == 200)
        #expect(!simulation.posts.contains { $0.worker == "a" && $0.at > moment })
        #expect(simulation.ledger.with { $0.workers.count } == 3)
        #expect(simulation.ledger.with { $0.isAlive(3) && !$0.isAlive(1) })
        #expect(simulation.violations == [])
    }

    @Test func anAcceptanceThatComesAfterTheRescueStillCounts() {
        let simulation = simulation(8)
        // Whoever rescues the part cannot ask.
        simulation.onLookUp { $0 == 0 ? .answered : .noAnswer(status: 200, retryAfter: nil) }
        let worker = simulation.start()
        #expect(simulation.run { simulation.posts.count == 8 })
        simulation.start("b")
        worker.hold.pause(.seconds(8))
        #expect(simulation.run { simulation.count(.uncertain) == 8 })
        #expect(simulation.run(within: .seconds(10)) { simulation.isAllFinal })
        #expect(simulation.count(.accepted) == 8)
        #expect(simulation.posts.count == 8)
        #expect(simulation.ledger.with { $0.incidents.isEmpty })
        #expect(simulation.violations == [])
    }

    @Test func alatecomersOtherOutcomesAreEvidenceOnly() {
        let simulation = simulation(8)
        simulation.onPost { _ in .rejected("no") }
        simulation.onLookUp { $0 == 0 ? .answered : .noAnswer(status: 200, retryAfter: nil) }
        let worker = simulation.start()
        #expect(simulation.run { simulation.posts.count == 8 })
        simulation.start("b")
        worker.hold.pause(.seconds(8))
        #expect(simulation.run { simulation.count(.uncertain) == 8 })
        simulation.run(for: .seconds(10))
        #expect(simulation.count(.uncertain) == 8)
        #expect(simulation.ledger.with { $0.evidence.count { $0.why == "no" } } == 8)
        #expect(simulation.violations == [])
    }

    @Test func aClaimWhoseAnswerWasLostIsGivenBackByTheSecondBeat() {
        let simulation = simulation(30)
        let claims = NIOLockedValueBox(0)
        let worker = simulation.start(once: true)
        worker.door.onCall { name in
            guard name == "claim",
                claims.withLockedValue({
                    $0 += 1
                    return $0 == 1
                })
            else { return .none }
            return .after
        }
        #expect(simulation.runToEnd(worker, within: .seconds(10)))
        #expect(simulation.count(.accepted) == 30)
        #expect(simulation.part().crashes == 0)
        #expect(simulation.part().attempt == 2)
        #expect(simulation.posts.count == 30)
        #expect(simulation.violations == [])
    }

    @Test func aClaimWhoseAnswerComesAfterItWasGivenBackIsNotTaken() {
        let simulation = simulation(1)
        simulation.amili.with { $0.latency = { .milliseconds(20) } }
        let claims = NIOLockedValueBox(0)
        let worker = simulation.start(once: true)
        worker.door.onCall { name in
            guard name == "claim",
                claims.withLockedValue({
                    $0 += 1
                    return $0 == 1
                })
            else { return .none }
            return .slow(.seconds(5))
        }
        #expect(simulation.runToEnd(worker, within: .seconds(10)))
        #expect(simulation.count(.accepted) == 1)
        #expect(simulation.part().attempt == 2)
        #expect(worker.calls("read") == 1)
        #expect(simulation.violations == [])
    }

    @Test func whoseBeatsDoNotGetThroughSendsNothingMore() {
        let simulation = simulation(200)
        simulation.ledger.with { $0.amili.rate = 20 }
        let isCut = NIOLockedValueBox(false)
        let worker = simulation.start()
        worker.door.onCall { $0 == "beat" && isCut.withLockedValue { $0 } ? .before : .none }
        #expect(simulation.run { simulation.posts.count == 10 })
        isCut.withLockedValue { $0 = true }
        let moment = simulation.time.now().nanoseconds
        simulation.run(for: .seconds(30))
        let span = simulation.limits.sendingSpan.wholeNanoseconds
        #expect(!simulation.posts.contains { $0.at > moment + span })
        #expect(simulation.posts.count > 10)
        // It holds nothing that it cannot send.
        #expect(simulation.ledger.with { $0.parts.allSatisfy { $0.state != .claimed } })
        #expect(worker.calls("claim") < 60)
        isCut.withLockedValue { $0 = false }
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.count(.accepted) == 200)
        #expect(simulation.posts.count == 200)
        #expect(simulation.violations == [])
    }

    @Test func aPartThatKilledThreeWorkersIsStuck() {
        let simulation = simulation(5)
        simulation.onPost { _ in .lost }
        for name in ["a", "b", "c"] {
            let letters = simulation.posts.count
            let worker = simulation.start(name)
            #expect(simulation.run { simulation.posts.count > letters })
            worker.hold.kill()
        }
        let last = simulation.start("d", once: true)
        #expect(simulation.runToEnd(last))
        #expect(last.ending.with { $0 } == .waitingForHuman)
        #expect(simulation.part().state == .stuck)
    }

    // MARK: LeaseState

    private let claim = PartClaim(run: 1, first: 1, attempt: 1)
    private func moment(_ seconds: Int64) -> BootInstant {
        BootInstant(nanoseconds: seconds * 1_000_000_000)
    }

    @Test func aStrangeClaimIsNobodysOnlyAfterTwoBeats() {
        let standing = LeaseState(span: .seconds(8), now: moment(0))
        #expect(standing.beat(sent: moment(3), held: [claim]) == [])
        #expect(standing.beat(sent: moment(6), held: [claim]) == [claim])
    }

    @Test func aClaimTakenBetweenTwoBeatsIsInHand() {
        let standing = LeaseState(span: .seconds(8), now: moment(0))
        #expect(standing.beat(sent: moment(3), held: [claim]) == [])
        #expect(standing.take(claim))
        #expect(standing.beat(sent: moment(6), held: [claim]) == [])
        #expect(standing.beat(sent: moment(9), held: [claim]) == [])
    }

    @Test func whatABeatHasGivenUpCannotBeTakenAnyMore() {
        let standing = LeaseState(span: .seconds(8), now: moment(0))
        _ = standing.beat(sent: moment(3), held: [claim])
        _ = standing.beat(sent: moment(6), held: [claim])
        #expect(!standing.take(claim))
    }

    @Test func sendingEndsSoLongAfterTheLastGoodBeatWasSentAndAtDeath() {
        let standing = LeaseState(span: .seconds(8), now: moment(10))
        #expect(standing.sendBy == moment(18))
        _ = standing.beat(sent: moment(20), held: [])
        _ = standing.beat(sent: moment(15), held: [])
        #expect(standing.sendBy == moment(28))
        standing.die()
        #expect(standing.sendBy == moment(0))
    }

    // MARK: A database that went back in time

    @Test func aDatabaseThatWentBackStopsTheFleetForTheSettleDelay() {
        let simulation = simulation(200)
        simulation.ledger.with { $0.amili.rate = 20 }
        simulation.start()
        #expect(simulation.run { simulation.posts.count == 20 })
        simulation.ledger.with { $0.timeline -= 1 }
        #expect(simulation.run { simulation.ledger.with { $0.amili.closedUntil > 0 } })
        let closed = simulation.time.now().nanoseconds
        #expect(simulation.run { simulation.isAllFinal })
        let pause = (closed + 1_000_000_000)...(closed + 10_000_000_000)
        #expect(!simulation.posts.contains { pause.contains($0.at) })
        #expect(simulation.posts.count == 200)
        #expect(simulation.violations == [])
    }

    @Test func claimsInQuickSuccessionAreNoStepBack() {
        for seed: UInt64 in 1...10 {
            let simulation = Simulation(seed: seed)
            simulation.addCanary()
            simulation.load(100, partSize: 2)
            #expect(simulation.runOnce())
            #expect(simulation.ledger.with { $0.amili.closedUntil } == 0)
        }
    }

    @Test func historyRunsForwardOnlyWithinOneSystemAndItsTimelines() {
        let ledger = HistoryBook(HistoryPoint(system: "7", timeline: 2, position: 100))
        #expect(ledger.follows(HistoryPoint(system: "7", timeline: 2, position: 100)))
        #expect(ledger.follows(HistoryPoint(system: "7", timeline: 3, position: 100)))
        #expect(!ledger.follows(HistoryPoint(system: "7", timeline: 3, position: 99)))
        #expect(!ledger.follows(HistoryPoint(system: "7", timeline: 2, position: 200)))
        #expect(!ledger.follows(HistoryPoint(system: "8", timeline: 9, position: 300)))
    }

    @Test func aMemoryThatCannotBeKeptIsToldOnceAndWhenItIsOver() {
        let simulation = simulation(60)
        let isKept = Single(false)
        let history = HistoryBook { _ in isKept.with { $0 } }
        let worker = simulation.start(history: history)
        func told(_ words: String) -> Int {
            worker.log.with { $0.count { $0.contains(words) } }
        }
        #expect(simulation.run { simulation.isAllFinal })
        simulation.run(for: .seconds(20))
        #expect(told("cannot be remembered") == 1)
        isKept.with { $0 = true }
        simulation.run(for: .seconds(5))
        #expect(told("over") == 1)
        #expect(simulation.count(.accepted) == 60)
    }
}
