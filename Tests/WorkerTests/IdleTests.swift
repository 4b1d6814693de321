import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// What a worker does that has nothing to do.
struct IdleTests {
    private func idle() -> (Simulation, Simulation.RunningWorker) {
        let simulation = Simulation(limits: WorkerLimits())
        simulation.addCanary()
        let worker = simulation.start()
        simulation.run(for: .seconds(10))
        return (simulation, worker)
    }

    private func calls(_ worker: Simulation.RunningWorker) -> [String: Int] {
        worker.door.calls.with { $0 }
    }

    @Test func itLooksOnceASecondAndDoesNothingElse() {
        let (simulation, worker) = idle()
        let before = calls(worker)
        simulation.run(for: .seconds(60))
        let after = calls(worker).filter { $0.value > before[$0.key, default: 0] }
        let made = after.mapValues { $0 }.reduce(into: [String: Int]()) { made, call in
            made[call.key] = call.value - before[call.key, default: 0]
        }
        #expect((50...56).contains(made["look", default: 0]))
        #expect((19...21).contains(made["beat", default: 0]))
        // A creditor's cases may be asked about.
        let others = made.filter { !["look", "beat"].contains($0.key) }.values.reduce(0, +)
        #expect(others <= 10, "\(made)")
    }

    /// No NOTIFY: the look finds the run, and claim follows claim then.
    @Test func aRunThatALookFindsIsWorkedOffWithoutLooks() {
        let (simulation, worker) = idle()
        simulation.load(99 * 20)
        let before = calls(worker)["look", default: 0]
        #expect(simulation.run { simulation.isAllFinal })
        #expect(calls(worker)["look", default: 0] - before <= 3)
        #expect(simulation.violations == [])
    }

    /// Two that are idle look at each other's beats, and find the death of one.
    @Test func anIdleWorkersDeathIsFoundAsWell() {
        let (simulation, worker) = idle()
        let other = simulation.start("b")
        simulation.run(for: .seconds(20))
        other.hold.kill()
        let limits = WorkerLimits()
        simulation.run(for: limits.calmWatch + limits.lease + limits.watch + limits.heartbeat)
        let alive = simulation.ledger.with { $0.workers.values.count { !$0.isDead } }
        #expect(alive == 1)
        #expect(worker.calls("declareDead") == 1)
    }
}
