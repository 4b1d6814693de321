import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// A strict counter at Amili's door: no second holds more calls than the rate, and hardly fewer.
struct RateTests {
    private func simulation(_ rate: Double, seconds: Double = 15) -> Simulation {
        var limits = Simulation.limits
        limits.inFlight = 32
        let simulation = Simulation(limits: limits)
        simulation.addCanary()
        simulation.load(Int(rate * seconds))
        simulation.ledger.with { $0.amili.rate = rate }
        return simulation
    }

    /// The most calls in any second, and how many there were for each that might have been.
    private func counted(_ simulation: Simulation, _ rate: Double) -> (most: Int, used: Double) {
        let calls = simulation.amili.with { $0.calls }.sorted()
        let most = calls.indices.map { first in
            calls[first...].prefix { $0 < calls[first] + 1_000_000_000 }.count
        }.max()!
        let span = Double(calls.last! - calls.first!) / 1e9
        return (most, Double(calls.count - 1) / (rate * span))
    }

    @Test(arguments: [5.0, 45, 50, 400])
    func noSecondHoldsMoreCallsThanTheRate(rate: Double) {
        let simulation = simulation(rate)
        // One alone pauses for a look-up between two parts, which shows at so high a rate.
        if rate > 100 { simulation.start("b") }
        #expect(simulation.runOnce())
        let (most, used) = counted(simulation, rate)
        #expect(Double(most) <= rate)
        #expect(used >= 0.95)
    }

    /// A creditor's own rate lies within the fleet's, and takes nothing from it.
    @Test(arguments: [1, 2])
    func theFleetsRateHoldsBesideACreditorsOwn(workers: Int) {
        let (fleet, own) = (50.0, 5)
        let simulation = simulation(fleet)
        simulation.addCreditor(2)
        simulation.addCanary(2)
        simulation.ledger.with {
            $0.load(2, of: 2, (1001...1060).map { Simulation.invoice($0) }, partSize: 99)
            $0.gates[2, default: .init()].rate = Double(own)
        }
        for name in ["a", "b"].prefix(workers) { simulation.start(name) }
        #expect(
            simulation.run {
                simulation.ledger.with {
                    $0.runs[1]!.reminders.allSatisfy { $0.state == .accepted }
                }
            })
        let (most, used) = counted(simulation, fleet)
        #expect(Double(most) <= fleet && used >= 0.95, "\(most) in a second, \(used) used")
        let posts = simulation.posts.filter { $0.key.count == 4 }.map(\.at).sorted()
        #expect(posts.count >= 40)
        for first in posts.indices {
            #expect(posts[first...].prefix { $0 < posts[first] + 1_000_000_000 }.count <= own)
        }
        #expect(simulation.violations == [])
    }

    /// Timers wake late, letters travel unevenly, tokens are fetched in between, and look-ups have
    /// two pages.
    @Test(arguments: [(5.0, 1), (5, 2), (45, 1), (45, 2), (50, 1), (50, 2), (400, 2)])
    func norWhenNothingGoesByTheClock(rate: Double, workers: Int) {
        let simulation = simulation(rate)
        let chance = Single(Chance(seed: UInt64(rate)))
        @Sendable func draw(_ range: ClosedRange<Int>) -> Duration {
            chance.with { $0.span(range) }
        }
        simulation.amili.with { amili in
            amili.tokens = (every: .seconds(4), take: .milliseconds(150))
            amili.latency = { draw(5...60) }
            amili.onTheWay = { draw(0...5) }
        }
        simulation.onLookUp { _ in .twoCalls(.zero) }
        for name in ["a", "b"].prefix(workers) {
            simulation.start(name, latency: { draw(0...2) })
                .hold.onPass { $0 == "sleep" ? draw(0...3) : nil }
        }
        #expect(simulation.run { simulation.isAllFinal })
        let (most, used) = counted(simulation, rate)
        #expect(Double(most) <= rate)
        #expect(used >= 0.95)
        #expect(simulation.violations == [])
    }

    /// A busy machine writes letters long after they had leave, some at once and some late: their
    /// true moments are what counts.
    @Test(arguments: [(5.0, 1), (45, 1), (50, 1), (400, 2)])
    func norWhenLettersAreWrittenLate(rate: Double, workers: Int) {
        let simulation = simulation(rate)
        let chance = Single(Chance(seed: UInt64(rate)))
        simulation.amili.with { amili in
            amili.latency = { .milliseconds(20) }
            amili.onTheWay = { .zero }
            amili.lateness = {
                chance.with { $0.happens(0.1) ? $0.span(0...150) : $0.span(0...2) }
            }
        }
        for name in ["a", "b"].prefix(workers) { simulation.start(name) }
        #expect(simulation.run { simulation.isAllFinal })
        let (most, used) = counted(simulation, rate)
        #expect(Double(most) <= rate)
        #expect(used >= 0.93)
        #expect(simulation.violations == [])
    }

    /// The slowest rate that `paminn rate` takes, with the widest margin: a letter's slot comes
    /// before its look-up is too old.
    @Test(arguments: [false, true]) func theSlowestRateSendsAtLast(isOfTheCreditor: Bool) {
        let rate = WorkerLimits.slowestRate
        let simulation = simulation(1, seconds: 3)
        simulation.ledger.with {
            $0.rateShare = 1 - WorkerLimits.rateMarginBounds.upperBound
            if isOfTheCreditor {
                $0.amili.rate = InMemoryLedger.Gate.noLimit
                $0.gates[1, default: .init()].rate = rate
            } else {
                $0.amili.rate = rate
            }
        }
        simulation.start()
        #expect(simulation.run(within: .seconds(60 / rate)) { simulation.isAllFinal })
        #expect(simulation.violations == [])
    }

    /// A process that stood still has missed its slots: it does not make up for them in a burst.
    @Test func noBurstFollowsAStandStill() {
        let simulation = simulation(50)
        let worker = simulation.start()
        #expect(simulation.run { simulation.posts.count == 100 })
        for _ in 1...8 {
            worker.hold.pause(.milliseconds(300))
            simulation.run(for: .milliseconds(1_100))
        }
        #expect(simulation.run { simulation.isAllFinal })
        #expect(counted(simulation, 50).most <= 50)
        #expect(simulation.violations == [])
    }
}
