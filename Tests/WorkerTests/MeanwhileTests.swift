import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// What happens behind the worker's back: another database in the place of the first, and humans
/// who decide.
struct MeanwhileTests {
    private func simulation(_ count: Int) -> Simulation {
        let simulation = Simulation()
        simulation.addCanary()
        simulation.load(count, partSize: 10)
        simulation.ledger.with { $0.amili.rate = 20 }
        return simulation
    }

    /// A promoted standby goes on where the first left off: only the ledger itself tells.
    @Test(arguments: [1, 3])
    func aDatabaseThatMovedStopsTheFleetOnce(workers: Int) {
        let simulation = simulation(200)
        for number in 1...workers { simulation.start("w\(number)") }
        #expect(simulation.run { simulation.posts.count == 40 })
        simulation.ledger.with { $0.timeline += 1 }
        let moved = simulation.time.now().nanoseconds
        #expect(simulation.run { simulation.ledger.with { $0.amili.closedUntil > moved } })
        let delay = simulation.limits.settleDelay.wholeNanoseconds
        simulation.run(for: .seconds(5))
        // Whoever was about to claim has noticed by itself; nobody stands still again for it.
        let until = simulation.ledger.with { $0.amili.closedUntil }
        #expect(until <= moved + delay + 2_000_000_000)
        let pause = (moved + 1_500_000_000)...(until - 1)
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.ledger.with { $0.amili.closedUntil } == until)
        #expect(!simulation.posts.contains { pause.contains($0.at) })
        let next = simulation.posts.map(\.at).filter { $0 >= until }.min()
        #expect(next ?? .max < until + 3_000_000_000)
        #expect(simulation.workers.allSatisfy { $0.calls("standStill") <= 1 })
        #expect(simulation.posts.count == 200)
        #expect(simulation.violations == [])
    }

    @Test func aWorkerThatRemembersNothingNoticesToo() {
        let simulation = simulation(20)
        simulation.ledger.with { $0.timeline += 1 }
        let began = simulation.time.now().nanoseconds
        let worker = simulation.start("new")
        #expect(simulation.run { simulation.isAllFinal })
        #expect(worker.calls("standStill") == 1)
        let delay = simulation.limits.settleDelay.wholeNanoseconds
        #expect(simulation.posts.allSatisfy { $0.at >= began + delay })
        #expect(simulation.posts.count == 20)
        #expect(simulation.violations == [])
    }

    /// While Amili is asked, somebody finds the letter in its portal: "not there" comes too late.
    @Test func whatAHumanVouchedForWhileAmiliWasAskedIsNotSentAgain() {
        let simulation = simulation(3)
        simulation.onPost { $0.earlier == 0 && $0.key != "2" ? .lost : .accepted }
        simulation.onLookUp { _ in
            let now = simulation.time.now().nanoseconds
            simulation.ledger.with { ledger in
                guard ledger.runs[1]!.reminders[0].state == .uncertain,
                    (ledger.parts[0].doubtUntil ?? .min) <= now
                else { return }
                ledger.decide(1, 1, caseID: "by hand", 0)
            }
            return .answered
        }
        simulation.start()
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.posts.map(\.key).sorted() == ["1", "2", "3", "3"])
        #expect(simulation.states() == [.accepted, .accepted, .accepted])
        #expect(simulation.reminder(1).caseID == "by hand")
        #expect(simulation.violations == [])
    }
}
