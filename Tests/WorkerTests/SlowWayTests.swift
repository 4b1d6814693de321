import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// A database that is far away: each way takes long, and a slot lives no longer for it.
struct SlowWayTests {
    private func simulation(_ invoices: Int, within: Duration) -> Simulation {
        var limits = Simulation.limits
        (limits.inFlight, limits.lease, limits.heartbeat) = (32, .seconds(10), .seconds(3))
        limits.settleDelay = .seconds(30)
        limits.sendWithin = within
        let simulation = Simulation(limits: limits)
        simulation.addCanary()
        simulation.load(invoices)
        simulation.ledger.with { $0.amili.rate = 50 }
        return simulation
    }

    /// Milliseconds each way, and the seconds within which a letter is sent.
    @Test(arguments: [(25, 1), (100, 1), (200, 1), (500, 2), (500, 3)])
    func lettersGoAtAFairShareOfTheRate(way: Int, within: Int) {
        let simulation = simulation(500, within: .seconds(within))
        let worker = simulation.start(latency: { .milliseconds(way) })
        #expect(simulation.run { simulation.isAllFinal })
        let posts = simulation.posts.map(\.at).sorted()
        #expect(posts.count == 500)
        let perSecond = Double(posts.count - 1) * 1e9 / Double(posts.last! - posts.first!)
        #expect(perSecond >= 12)
        #expect(simulation.violations == [])
        #expect(!worker.log.with { $0 }.contains { $0.contains("too slowly") })
    }

    @Test func whereItCannotWorkTheLogSaysSo() {
        let simulation = simulation(20, within: .seconds(1))
        let worker = simulation.start(latency: { .milliseconds(600) })
        simulation.run(for: .seconds(60))
        #expect(simulation.posts.isEmpty)
        let told = worker.log.with { $0 }.filter { $0.contains("too slowly") }
        #expect(told.count == 1)
        #expect(told.first?.contains("set PAMINN_SEND_WITHIN") == true)
        #expect(told.first?.contains("took_ms=1") == true)
        #expect(simulation.violations == [])
    }

    /// A payment that is committed longer ago than a letter's time stops it, however slow the way.
    @Test func aPaymentIsSeen() {
        let simulation = simulation(200, within: .seconds(2))
        simulation.start(latency: { .milliseconds(300) })
        #expect(simulation.run { simulation.posts.count >= 50 })
        let unpaid = (1...200).filter { number in
            !simulation.posts.contains { $0.key == "\(number)" }
        }
        for number in unpaid { simulation.pay("\(number)") }
        simulation.run(for: .seconds(2))
        let sent = simulation.posts.count
        simulation.run(for: .seconds(20))
        #expect(simulation.posts.count == sent)
        #expect(simulation.violations == [])
    }
}
