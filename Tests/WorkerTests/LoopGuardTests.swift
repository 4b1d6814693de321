import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// Who looks from outside notices a loop that has stopped, and no other.
@Suite struct LoopGuardTests {
    private func vitals(_ turns: UInt64, _ stage: WorkerVitals.Stage = .working) -> WorkerVitals {
        var vitals = WorkerVitals()
        vitals.stage = stage
        vitals.loopTurns = turns
        return vitals
    }

    /// Takes a look that says `isStill`.
    private func expect(_ loop: inout LoopGuard, _ isStill: Bool, _ vitals: WorkerVitals) {
        let said = loop.look(vitals)
        #expect(said == isStill)
    }

    @Test func aLoopThatHasStoppedIsNoticedAfterThePatience() {
        var loop = LoopGuard(patience: .seconds(5))
        expect(&loop, false, vitals(7))
        for _ in 1...4 { expect(&loop, false, vitals(7)) }
        expect(&loop, true, vitals(7))
    }

    @Test func oneTurnBeginsThePatienceAnew() {
        var loop = LoopGuard(patience: .seconds(3))
        for turn in 1...20 as ClosedRange<UInt64> {
            expect(&loop, false, vitals(turn))
            expect(&loop, false, vitals(turn))
            expect(&loop, false, vitals(turn))
        }
    }

    @Test func onlyAWorkingLifeHasALoop() {
        for stage in [WorkerVitals.Stage.starting, .registering, .leaving, .ended] {
            var loop = LoopGuard(patience: .seconds(2))
            for _ in 1...10 { expect(&loop, false, vitals(7, stage)) }
        }
    }

    /// The loop turns whether there is work or none.
    @Test func aWorkersLoopTurnsEachSecond() throws {
        let simulation = Simulation()
        simulation.addCanary()
        simulation.load(200)
        let worker = simulation.start()
        simulation.run(for: .seconds(120))
        #expect(simulation.isAllFinal)
        let vitals = worker.watch.vitals
        #expect((110...121).contains(vitals.loopTurns))
        #expect(vitals.stage == .working)
        #expect(vitals.accepted == 200)
        #expect(vitals.claim == .nothing)
        #expect(vitals.partsInHand == 0)
        let last = try #require(vitals.call)
        #expect(last.ending == .answered)
        #expect(vitals.beatAt != nil && vitals.claimedAt != nil)
        var loop = LoopGuard(patience: .seconds(3))
        for _ in 1...20 {
            simulation.run(for: .seconds(1))
            expect(&loop, false, worker.watch.vitals)
        }
    }
}
