import NIOConcurrencyHelpers
import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// What one creditor's letters meet with costs that creditor, and nobody else.
struct CreditorPaceTests {
    /// Creditor 1 has `bad` letters, numbered from 1001, which run before the 300 of creditor 2.
    private func simulation(bad: Int, good: Int = 300) -> Simulation {
        let simulation = Simulation()
        simulation.addCreditor(2)
        simulation.addCanary(1)
        simulation.addCanary(2)
        if bad > 0 { load(bad, from: 1001, run: 1, of: 1, simulation) }
        load(good, from: 1, run: 2, of: 2, simulation)
        simulation.onPost {
            $0.key.count == 4 ? .serverError(made: false, retryAfter: nil) : .accepted
        }
        return simulation
    }

    private func load(
        _ count: Int, from first: Int, run: RunID, of creditor: CreditorID,
        _ simulation: Simulation
    ) {
        let invoices = (first..<first + count).map { Simulation.invoice($0) }
        simulation.ledger.with { $0.load(run, of: creditor, invoices, partSize: 30) }
    }

    private func isDone(_ simulation: Simulation) -> Bool {
        simulation.ledger.with { $0.runs[2]!.reminders.allSatisfy { $0.state == .accepted } }
    }

    private func timeForTheGood(_ simulation: Simulation) -> Duration {
        simulation.start()
        simulation.start("b")
        #expect(simulation.run { isDone(simulation) })
        return simulation.elapsed
    }

    @Test func lettersThatFailOneByOneHoldNobodyElseUp() {
        let alone = timeForTheGood(simulation(bad: 0))
        let beside = simulation(bad: 60)
        let isEverClosed = NIOLockedValueBox(false)
        beside.amili.with { amili in
            amili.latency = {
                if beside.ledger.with({ $0.amili.closedUntil > 0 }) {
                    isEverClosed.withLockedValue { $0 = true }
                }
                return .milliseconds(20)
            }
        }
        #expect(timeForTheGood(beside) < alone + .seconds(1))
        #expect(!isEverClosed.withLockedValue { $0 })
        #expect(beside.violations == [])
    }

    @Test func theirCreditorGoesOnAtAPaceThatHammersNobody() {
        let simulation = simulation(bad: 60, good: 30)
        simulation.start()
        simulation.run(for: .seconds(60))
        #expect(isDone(simulation))
        // One burst, then one letter for each closing of 1, 2, 4, 8 … seconds.
        #expect(simulation.posts.count { $0.key.count == 4 } <= 8 + 8)
        let gate = simulation.ledger.with { $0.gates[1]! }
        #expect(gate.closedUntil > 0 && gate.cause == .letters)
        simulation.onPost { _ in .accepted }
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.count(.accepted) == 60)
        #expect(simulation.violations == [])
    }

    /// A letter's own failure is that letter's: the others of its creditor are not even slowed.
    @Test func oneBadLetterAmongGoodOnesClosesNothing() {
        let simulation = simulation(bad: 0, good: 300)
        simulation.onPost {
            $0.key.hasSuffix("00") ? .serverError(made: false, retryAfter: nil) : .accepted
        }
        simulation.start()
        #expect(
            simulation.run {
                simulation.ledger.with {
                    $0.runs[2]!.reminders.count { $0.state == .accepted } == 297
                }
            })
        #expect(simulation.elapsed < .seconds(20))
        #expect(simulation.ledger.with { $0.amili.closedUntil } == 0)
        #expect(simulation.run(within: .seconds(3600)) { simulation.isAllFinal })
        let failed = simulation.ledger.with { $0.runs[2]!.reminders.filter { $0.state == .failed } }
        #expect(failed.count == 3)
        #expect(failed.allSatisfy { $0.attempts == simulation.limits.maxAttempts })
        #expect(simulation.violations == [])
    }

    /// Neither letters nor look-ups are answered: that is Amili as a whole.
    @Test(arguments: [false, true])
    func anOutageClosesTheGateOfAllAndOneProbeOpensIt(hasSecond: Bool) {
        let simulation = simulation(bad: 0)
        if hasSecond { load(300, from: 1001, run: 1, of: 1, simulation) }
        let isAway = NIOLockedValueBox(false)
        simulation.onPost { _ in
            isAway.withLockedValue { $0 } ? .serverError(made: false, retryAfter: nil) : .accepted
        }
        simulation.onLookUp { _ in
            isAway.withLockedValue { $0 } ? .noAnswer(status: 503, retryAfter: nil) : .answered
        }
        simulation.start()
        #expect(simulation.run { simulation.posts.count >= 40 })
        isAway.withLockedValue { $0 = true }
        let before = simulation.amili.with { $0.calls.count }
        #expect(
            simulation.run(within: .seconds(3)) {
                simulation.ledger.with { $0.amili.closedUntil > 0 && $0.amili.cause == .silence }
            })
        simulation.run(for: .seconds(60))
        // The burst, each part's own question, and what probes.
        #expect(simulation.amili.with { $0.calls.count } - before < 40)
        isAway.withLockedValue { $0 = false }
        let healed = simulation.elapsed
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.elapsed - healed < .seconds(90))
        #expect(simulation.violations == [])
    }

    /// Two creditors' slow rates would take both places of a worker, and everybody would wait.
    @Test func creditorsWithASlowRateHoldNobodyElseUp() {
        let alone = timeForTheGood(simulation(bad: 0))
        let beside = simulation(bad: 300)
        beside.addCreditor(3)
        beside.addCanary(3)
        load(300, from: 2001, run: 3, of: 3, beside)
        beside.onPost { _ in .accepted }
        beside.ledger.with {
            for creditor in [1, 3] as [CreditorID] { $0.gates[creditor, default: .init()].rate = 2 }
        }
        #expect(timeForTheGood(beside) < alone + .seconds(2))
        #expect(beside.run { beside.isAllFinal })
        #expect(beside.violations == [])
    }

    /// What a creditor's rate allows is used, and no more; look-ups take slots of it, too.
    @Test(arguments: [(0.2, 1), (2.0, 1), (10.0, 1), (10.0, 2), (50.0, 2)])
    func aCreditorKeepsItsOwnRate(rate: Double, workers: Int) {
        let simulation = simulation(bad: 0, good: Int(rate * 60))
        simulation.onPost { _ in .accepted }
        simulation.ledger.with { $0.gates[2, default: .init()].rate = rate }
        for name in ["a", "b"].prefix(workers) { simulation.start(name) }
        #expect(simulation.run(within: .seconds(600)) { simulation.isAllFinal })
        let sent = simulation.posts.map(\.at).sorted()
        let used = Double(sent.count - 1) / (Double(sent.last! - sent.first!) / 1e9) / rate
        #expect((0.85...1).contains(used))
        #expect(simulation.violations == [])
    }
}
