import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// How long a dead worker's letters stay unasked about.
struct SilenceTests {
    @Test func theIntervalsAddUpToLessThanTwelveSeconds() {
        let limits = WorkerLimits()
        #expect(limits.longestSilence == .milliseconds(11_850))
        // Statements and the slot have the rest.
        #expect(limits.longestSilence <= .seconds(12))
    }

    /// Whenever the process ends between two beats, and whenever the others look.
    @Test(arguments: Array(stride(from: 0, to: 3_300, by: 110)))
    func aKilledWorkersLettersAreAskedAboutWithinTwelveSeconds(after milliseconds: Int) {
        let simulation = Simulation(limits: WorkerLimits(inFlight: 8))
        simulation.addCanary()
        simulation.load(8)
        simulation.amili.with { $0.latency = { .seconds(25) } }
        let worker = simulation.start()
        #expect(simulation.run { simulation.posts.count == 8 })
        // The other one's looks and beats come at any time between the first one's.
        simulation.run(for: .milliseconds(milliseconds * 7 % 1_000))
        simulation.start("b")
        simulation.run(for: .seconds(6) + .milliseconds(milliseconds))
        worker.hold.kill()
        let asked = simulation.amili.with { $0.questions.count }
        #expect(
            simulation.run(within: .seconds(12)) {
                simulation.amili.with { $0.questions.count } > asked
            })
        #expect(simulation.violations == [])
    }

    /// The other one has all hands full of letters that take minutes to send, and no slot is free.
    @Test(arguments: Array(stride(from: 0, to: 3_300, by: 330)))
    func theyWaitForNobodysLetters(after milliseconds: Int) {
        let simulation = Simulation(limits: WorkerLimits(inFlight: 8))
        simulation.addCanary()
        simulation.load(60 * 99, partSize: 99)
        simulation.ledger.with { $0.amili.rate = 4 }
        let worker = simulation.start()
        #expect(simulation.run { !simulation.posts.isEmpty })
        simulation.start("b")
        #expect(simulation.run { simulation.posts.contains { $0.worker == "b" } })
        simulation.run(for: .seconds(4) + .milliseconds(milliseconds))
        worker.hold.kill()
        #expect(
            simulation.run(within: .seconds(12)) {
                simulation.amili.with { $0.questions.contains { !$0.inDoubt.isEmpty } }
            })
        #expect(simulation.violations == [])
    }
}
