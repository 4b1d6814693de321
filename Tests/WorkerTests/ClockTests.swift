import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// Clocks that are set, and a database that forgot: whose letters they are, and when they go.
struct ClockTests {
    private static let second: Int64 = 1_000_000_000

    private func simulation(_ count: Int, partSize: Int = 99) -> Simulation {
        let simulation = Simulation()
        simulation.addCanary()
        simulation.load(count, partSize: partSize)
        return simulation
    }

    /// The database's alone.
    private func step(_ simulation: Simulation, by seconds: Int64) {
        simulation.ledger.with { $0.clockOffset += seconds * Self.second }
    }

    @Test(arguments: [-300, -30, -4, 4, 30, 300] as [Int64])
    func aLostAnswersLetterIsOursWhateverBecomesOfTheClock(seconds: Int64) {
        let simulation = simulation(5)
        simulation.onPost { $0.key == "2" ? .answerLost : .accepted }
        simulation.start()
        #expect(simulation.run { simulation.posts.count == 5 })
        step(simulation, by: seconds)
        let stepped = simulation.time.now()
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.time.now() - stepped < .seconds(60))
        #expect(simulation.states() == Array(repeating: .accepted, count: 5))
        #expect(simulation.reminder(2).reason == nil)
        #expect(simulation.posts.count == 5)
        #expect(simulation.violations == [])
    }

    /// The same for whoever inherits the part of a killed worker.
    @Test(arguments: [-300, -4] as [Int64])
    func aDeadWorkersLettersAreOursWhateverBecomesOfTheClock(seconds: Int64) {
        let simulation = simulation(5)
        simulation.onPost { _ in .answerLost }
        let first = simulation.start("first")
        #expect(simulation.run { simulation.posts.count == 5 })
        first.hold.kill()
        step(simulation, by: seconds)
        simulation.start("heir")
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.states() == Array(repeating: .accepted, count: 5))
        #expect(simulation.posts.count == 5)
        #expect(simulation.violations == [])
    }

    /// By the database's clock the doubt is over at once, and Amili still works.
    @Test func aClockSetForwardEndsNoDoubt() {
        let simulation = simulation(3)
        simulation.onPost {
            $0.key == "2" && $0.earlier == 0 ? .doneLate(.seconds(6)) : .accepted
        }
        simulation.start()
        #expect(simulation.run { simulation.states()[1] == .uncertain })
        step(simulation, by: 300)
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.states() == Array(repeating: .accepted, count: 3))
        #expect(simulation.posts.count == 3)
        #expect(simulation.violations == [])
    }

    /// Everything that waits by a clock set back waits no longer than before.
    @Test func aClockSetBackSilencesNobody() {
        let simulation = simulation(200, partSize: 10)
        simulation.ledger.with { $0.amili.rate = 20 }
        simulation.start()
        #expect(simulation.run { simulation.posts.count == 40 })
        step(simulation, by: -300)
        simulation.run(for: .seconds(5))
        #expect(simulation.posts.count >= 80)
        #expect(simulation.run(within: .seconds(30)) { simulation.isAllFinal })
        #expect(simulation.count(.accepted) == 200)
        #expect(simulation.violations == [])
    }

    @Test func slotsAnHourAheadAreVoid() {
        let simulation = simulation(5)
        let now = simulation.time.now().nanoseconds
        simulation.ledger.with { $0.amili.tat = now + 3600 * Self.second }
        simulation.start()
        #expect(simulation.run(within: .seconds(20)) { simulation.isAllFinal })
        #expect(simulation.count(.accepted) == 5)
    }

    // MARK: A database that forgot

    /// The letters of twenty reminders went, and nothing here knows of them.
    private func forgetful(_ count: Int) -> Simulation {
        let simulation = simulation(count, partSize: 10)
        simulation.ledger.with { $0.amili.rate = 20 }
        simulation.start()
        _ = simulation.run { simulation.posts.count == 20 }
        let past = simulation.ledger.with { $0 }
        _ = simulation.run { simulation.posts.count == 40 }
        let now = simulation.time.now().nanoseconds
        simulation.ledger.with { $0.goBack(to: past, now) }
        return simulation
    }

    @Test func theLettersOfLostTimeAreOurs() {
        let simulation = forgetful(60)
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.count(.accepted) == 60)
        #expect(simulation.posts.count == 60)
        let presumed = simulation.ledger.with { ledger in
            ledger.runs[1]!.reminders.count { $0.reason == .foundAfterSetBack }
        }
        #expect((10...30).contains(presumed))
        #expect(simulation.violations == [])
    }

    /// Cancelled anew before anybody asked: their cases are found by the polls.
    @Test func theLettersOfLostTimeAreFoundThoughTheirRunIsCancelled() {
        let simulation = forgetful(60)
        simulation.cancel()
        #expect(
            simulation.run(within: .seconds(300)) {
                simulation.isAllFinal && simulation.count(.accepted) == simulation.posts.count
            })
        #expect(simulation.count(.cancelled) == 60 - simulation.posts.count)
        #expect(simulation.posts.count < 60)
        #expect(simulation.violations == [])
    }

    /// What a colleague registers later is a colleague's.
    @Test func lostTimeEndsWhenTheFleetGoesOn() {
        let simulation = forgetful(100)
        simulation.ledger.with { $0.amili.rate = 4 }
        #expect(simulation.run { simulation.posts.count >= 52 })
        let now = simulation.time.now().nanoseconds
        simulation.amili.with { amili in
            for key in ["99", "100"] {
                _ = amili.make(key, Simulation.party, at: now, isOurs: false)
            }
        }
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.reminder(100).reason == .alreadyAtAmili)
        #expect(simulation.violations == [])
    }
}
