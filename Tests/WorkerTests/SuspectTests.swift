import NIOConcurrencyHelpers
import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// A part that ends its workers is found, and no other is taken for it.
struct SuspectTests {
    private func simulation(_ count: Int, partSize: Int = 10) -> Simulation {
        let simulation = Simulation()
        simulation.addCanary()
        simulation.load(count, partSize: partSize)
        return simulation
    }

    private func kill(_ simulation: Simulation) {
        for worker in simulation.workers where !worker.hold.isKilled { worker.hold.kill() }
    }

    /// A rescue takes twenty parts at a time; whoever dies while they are looked up has sent
    /// nothing of them.
    @Test func aFleetThatIsKilledAgainAndAgainLeavesNoPartStuck() {
        let simulation = simulation(200)
        for round in 1...6 {
            for name in ["a", "b", "c"] { simulation.start("\(name)\(round)") }
            let asked = simulation.amili.with { $0.questions.count }
            #expect(simulation.run { simulation.amili.with { $0.questions.count } > asked + 3 })
            kill(simulation)
        }
        #expect(simulation.ledger.with { $0.parts.allSatisfy { $0.state != .stuck } })
        simulation.start("last")
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.count(.accepted) == 200)
        #expect(simulation.violations == [])
    }

    /// Invoice 5 ends whoever sends it, as soon as it is on the wire.
    private func poison(_ simulation: Simulation) {
        simulation.onPost { post in
            guard post.key == "5" else { return .accepted }
            simulation.workers.first { $0.name == post.worker }?.hold.kill()
            return .lost
        }
    }

    private func replaceTheDead(_ simulation: Simulation) {
        let living = simulation.workers.count { !$0.hold.isKilled }
        for _ in living..<2 { simulation.start("w\(simulation.workers.count)") }
    }

    @Test func onlyTheOneThatKillsIsStuckAndTheRestGoesOut() {
        let simulation = simulation(60)
        poison(simulation)
        simulation.amili.with { $0.latency = { .milliseconds(300) } }
        replaceTheDead(simulation)
        #expect(
            simulation.run {
                replaceTheDead(simulation)
                return simulation.ledger.with { ledger in
                    ledger.parts.allSatisfy { $0.state == .done || $0.state == .stuck }
                }
            })
        let stuck = simulation.ledger.with { ledger in ledger.parts.filter { $0.state == .stuck } }
        #expect(stuck.map(\.first) == [1])
        #expect(simulation.workers.count { $0.hold.isKilled } == SuspectPart.limit)
        #expect(simulation.count(.accepted) >= 50)
        #expect(simulation.violations == [])
    }

    /// There is more to send for longer than its doubt lasts.
    @Test func aSuspectIsTriedAlone() {
        let simulation = simulation(400)
        simulation.amili.with { $0.latency = { .milliseconds(800) } }
        let together = NIOLockedValueBox<[String]>([])
        let isKilled = NIOLockedValueBox(false)
        simulation.onPost { post in
            let sending = simulation.ledger.with { ledger in
                ledger.parts.filter { $0.state == .claimed && $0.sentAttempt == $0.attempt }
            }
            for suspect in sending where suspect.crashes > 0 {
                let others = sending.filter {
                    $0.worker == suspect.worker && $0.first != suspect.first
                }
                if !others.isEmpty { together.withLockedValue { $0.append(post.key) } }
            }
            if post.key == "5", !isKilled.withLockedValue({ $0 }) {
                isKilled.withLockedValue { $0 = true }
                simulation.workers.first { $0.name == post.worker }?.hold.kill()
                return .lost
            }
            return .accepted
        }
        simulation.start()
        simulation.start("b")
        #expect(simulation.run { simulation.isAllFinal })
        #expect(together.withLockedValue { $0 } == [])
        #expect(simulation.count(.accepted) == 400)
        #expect(simulation.violations == [])
    }

    @Test func aStuckPartIsTriedAgainByItselfAndForgivenWhenItGoesOut() {
        let simulation = simulation(10)
        poison(simulation)
        replaceTheDead(simulation)
        #expect(
            simulation.run {
                replaceTheDead(simulation)
                return simulation.part().state == .stuck
            })
        // What was wrong with it is mended.
        simulation.onPost { _ in .accepted }
        let stuckAt = simulation.elapsed
        #expect(simulation.run(within: .seconds(4_000)) { simulation.isAllFinal })
        #expect(simulation.elapsed - stuckAt >= .seconds(3_500))
        #expect(simulation.count(.accepted) == 10)
        #expect(simulation.part().crashes == 0)
        #expect(simulation.violations == [])
    }
}
