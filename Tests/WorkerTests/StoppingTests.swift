import NIOConcurrencyHelpers
import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// Three stages: claim nothing more, cut off what is on the wire, give up writing back. No outcome
/// is dropped on the way out.
struct StoppingTests {
    private func simulation(_ count: Int = 60) -> Simulation {
        let simulation = Simulation()
        simulation.addCanary()
        simulation.load(count, partSize: 30)
        simulation.amili.with { $0.latency = { .milliseconds(500) } }
        return simulation
    }

    @Test func drainingAwaitsWhatIsOnTheWireAndGivesTheRestBack() {
        let simulation = simulation()
        let worker = simulation.start()
        #expect(simulation.run { simulation.posts.count == 12 })
        worker.stop.advance(to: .draining)
        #expect(simulation.runToEnd(worker, within: .seconds(1)))
        #expect(worker.ending.with { $0 } == .stopped)
        #expect(simulation.count(.accepted) == simulation.posts.count)
        #expect(simulation.count(.accepted) < 60)
        #expect(simulation.count(.uncertain) == 0)
        #expect(simulation.ledger.with { $0.parts.allSatisfy { $0.worker == nil } })
        #expect(simulation.ledger.with { $0.workers[1]!.isDead })
        #expect(simulation.ledger.with { $0.parts.allSatisfy { $0.crashes == 0 } })
        #expect(simulation.violations == [])
    }

    @Test func drainingConfirmsWhatWasAnsweredUnproven() {
        let simulation = simulation()
        simulation.onPost { _ in .unproven }
        let worker = simulation.start()
        #expect(simulation.run { simulation.posts.count == 12 })
        worker.stop.advance(to: .draining)
        #expect(simulation.runToEnd(worker, within: .seconds(2)))
        #expect(worker.ending.with { $0 } == .stopped)
        #expect(simulation.count(.accepted) == simulation.posts.count)
        #expect(simulation.count(.uncertain) == 0)
        #expect(simulation.violations == [])
    }

    @Test func cuttingOffLeavesDoubtForExactlyWhatWasOnTheWire() {
        let simulation = simulation()
        let worker = simulation.start()
        #expect(simulation.run { simulation.posts.count == 12 })
        let cut = simulation.amili.with { $0.onTheWire }
        worker.stop.advance(to: .aborting)
        #expect(simulation.runToEnd(worker, within: .milliseconds(200)))
        #expect(worker.ending.with { $0 } == .stopped)
        #expect((1...8).contains(simulation.count(.uncertain)))
        #expect(simulation.count(.uncertain) <= cut)
        #expect(
            simulation.count(.accepted) + simulation.count(.uncertain) == simulation.posts.count)
        #expect(simulation.ledger.with { $0.parts.allSatisfy { $0.worker == nil } })
        simulation.start("b")
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.count(.accepted) == 60)
        #expect(simulation.posts.count == 60)
        #expect(simulation.violations == [])
    }

    @Test func cancellingTheTaskIsTheLastStage() {
        let simulation = simulation()
        let worker = simulation.start()
        #expect(simulation.run { simulation.posts.count == 12 })
        worker.task.with { $0 }?.cancel()
        #expect(simulation.runToEnd(worker, within: .milliseconds(200)))
        #expect(worker.stop.stage == .aborting)
        #expect(simulation.violations == [])
    }

    @Test func outcomesWaitForALedgerThatIsAway() {
        let simulation = simulation()
        let worker = simulation.start()
        #expect(simulation.run { simulation.posts.count == 12 })
        let isAway = NIOLockedValueBox(true)
        worker.door.onCall { name in
            isAway.withLockedValue { $0 } && name != "beat" ? .before : .none
        }
        worker.stop.advance(to: .draining)
        simulation.run(for: .seconds(60))
        #expect(worker.ending.with { $0 } == nil)
        isAway.withLockedValue { $0 = false }
        #expect(simulation.runToEnd(worker, within: .seconds(5)))
        #expect(simulation.count(.accepted) == simulation.posts.count)
        #expect(simulation.count(.uncertain) == 0)
        #expect(simulation.violations == [])
    }

    @Test func inTheLastStagePatienceEndsAndOthersAskAmili() {
        let simulation = simulation()
        let worker = simulation.start()
        #expect(simulation.run { simulation.posts.count == 12 })
        worker.door.onCall { _ in .before }
        worker.stop.advance(to: .aborting)
        #expect(simulation.runToEnd(worker, within: .seconds(10)))
        #expect(simulation.ledger.with { $0.parts.contains { $0.state == .claimed } })
        simulation.start("b")
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.count(.accepted) == 60)
        #expect(simulation.posts.count == 60)
        #expect(simulation.violations == [])
    }

    /// Only the settles fail, the beats get through: what could not be written back must not pass
    /// for a claim without a holder.
    @Test func whatCouldNotBeWrittenBackIsNeverGivenBackAsUnsent() {
        var limits = Simulation.limits
        limits.heartbeat = .milliseconds(100)
        let simulation = Simulation(limits: limits)
        simulation.addCanary()
        simulation.load(60, partSize: 30)
        simulation.amili.with { $0.latency = { .milliseconds(500) } }
        // One part's patience ends while the other still tries; beats go on meanwhile.
        let chance = NIOLockedValueBox(Chance(seed: 3))
        let worker = simulation.start(jitter: { chance.withLockedValue { $0.share() } })
        worker.door.onCall { $0 == "settle" || $0 == "retire" ? .before : .none }
        #expect(simulation.run { simulation.posts.count == 12 })
        worker.stop.advance(to: .aborting)
        #expect(simulation.runToEnd(worker, within: .seconds(20)))
        #expect(worker.calls("giveBack") == 0)
        #expect(simulation.part().state == .claimed)
        simulation.start("b")
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.count(.accepted) == 60)
        #expect(simulation.posts.count == 60)
        #expect(simulation.violations == [])
    }

    /// All parts are given back, and only the farewell is left.
    @Test func aWorkerThatCannotSayFarewellEndsAtTheLastStage() {
        let simulation = simulation(1)
        let worker = simulation.start()
        worker.door.onCall { $0 == "retire" ? .before : .none }
        #expect(simulation.run { simulation.isAllFinal })
        worker.stop.advance(to: .draining)
        #expect(!simulation.runToEnd(worker, within: .seconds(20)))
        worker.stop.advance(to: .aborting)
        #expect(simulation.runToEnd(worker, within: .seconds(8)))
    }

    @Test(arguments: [Stop.Stage.draining, .aborting])
    func aWorkerThatNeverReachedItsLedgerStopsAtOnce(stage: Stop.Stage) {
        let simulation = simulation()
        let worker = simulation.start()
        worker.door.onCall { _ in .before }
        simulation.run(for: .seconds(20))
        #expect(worker.calls("register") < 60)
        worker.stop.advance(to: stage)
        #expect(simulation.runToEnd(worker, within: .milliseconds(10)))
        #expect(worker.ending.with { $0 } == .stopped)
    }

    @Test func anIdleWorkerStopsAtOnceAndAsksSeldom() {
        let simulation = Simulation()
        let worker = simulation.start()
        simulation.run(for: .seconds(60))
        #expect(worker.calls("claim") < 100)
        worker.stop.advance(to: .draining)
        #expect(simulation.runToEnd(worker, within: .milliseconds(20)))
    }

    @Test func onceEndsWhenOnlyAHumanCanGoOn() {
        let simulation = simulation()
        simulation.ledger.with { $0.amili.paused = true }
        let worker = simulation.start(once: true)
        #expect(simulation.runToEnd(worker, within: .seconds(5)))
        #expect(worker.ending.with { $0 } == .waitingForHuman)
        #expect(simulation.posts.isEmpty)
    }

    @Test func onceWaitsForTheDoubtOfAnotherWorkersPart() {
        let simulation = simulation(5)
        let crashed = simulation.start("crashed")
        #expect(simulation.run { simulation.posts.count == 5 })
        crashed.hold.kill()
        #expect(simulation.runOnce())
        #expect(simulation.count(.accepted) == 5)
        #expect(simulation.posts.count == 5)
    }
}
