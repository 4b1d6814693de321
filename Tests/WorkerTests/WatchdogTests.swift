import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// Nothing stands still in silence.
struct WatchdogTests {
    private static let words = "nothing is sent, asked or settled, although something is due"

    private func simulation(_ count: Int = 20) -> Simulation {
        let simulation = Simulation()
        simulation.addCanary()
        simulation.load(count)
        return simulation
    }

    private func told(_ worker: Simulation.RunningWorker) -> [String] {
        worker.log.with { lines in lines.filter { $0.hasPrefix(Self.words) } }
    }

    private static let standing = WorkProgress(
        alive: 1, aliveFor: 100, dueParts: 1,
        due: Since(at: Timestamp(microseconds: 0), seconds: 60),
        quiet: Since(at: Timestamp(microseconds: 0), seconds: 60))

    /// The database takes the letters' outcomes and never says so.
    @Test(arguments: ["settle", "reserve", "read", "claim"])
    func aCallThatNeverEndsIsToldAndEndsTheProcess(call: String) {
        let simulation = simulation()
        let worker = simulation.start()
        worker.door.onCall { $0 == call ? .slow(.seconds(100_000)) : .none }
        simulation.run(for: .seconds(29))
        #expect(told(worker).isEmpty)
        simulation.run(for: .seconds(15))
        #expect(told(worker).count == 1, "once")
        #expect(told(worker).first?.contains("waits_for=the database") == true)
        #expect(told(worker).first?.contains("remedy=") == true)
        // It beats, and so nobody else takes what it has in hand.
        #expect(worker.door.pulses.with { $0.last?.waits.isEmpty } == false)
        simulation.run(for: .seconds(30))
        #expect(told(worker).count == 1, "once")
        #expect(
            worker.log.with { $0.contains { $0.hasPrefix("this worker stands still") } })
        #expect(!worker.hasGivenUp.with { $0 })
        simulation.run(for: .seconds(40))
        #expect(worker.hasGivenUp.with { $0 })
    }

    /// A call that ends late is not worth a new life.
    @Test func whatGoesOnIsToldToBeOver() {
        let simulation = simulation()
        let worker = simulation.start()
        let late = Single(true)
        worker.door.onCall { name in
            name == "settle" && late.with { exchange(&$0, false) } ? .slow(.seconds(40)) : .none
        }
        simulation.run(for: .seconds(36))
        #expect(told(worker).count == 1)
        #expect(
            simulation.run { worker.log.with { $0.contains { $0.hasPrefix("over code=over ") } } })
        #expect(simulation.run { simulation.isAllFinal })
        #expect(!worker.hasGivenUp.with { $0 })
        #expect(simulation.violations == [])
    }

    /// The fleet stands still, and it is not this worker's doing: it is told, and it works on.
    @Test func aStandStillOfOthersIsTold() {
        let simulation = Simulation()
        let worker = simulation.start()
        worker.door.known.with { $0.progress = Self.standing }
        simulation.run(for: .seconds(45))
        #expect(told(worker).count == 1)
        simulation.run(for: .seconds(300))
        #expect(told(worker).count == 1)
        #expect(!worker.hasGivenUp.with { $0 })
        #expect(worker.ending.with { $0 } == nil)
    }

    /// Nothing to do, a low rate, a closed gate, a doubt that must wait: none is a stand-still.
    @Test func whatMustWaitIsNone() {
        let simulation = simulation(5)
        simulation.ledger.with { $0.amili.rate = 0.02 }
        let worker = simulation.start()
        #expect(simulation.run(within: .seconds(3_000)) { simulation.isAllFinal })
        simulation.run(for: .seconds(300))
        #expect(told(worker).isEmpty)
        #expect(!worker.hasGivenUp.with { $0 })
        #expect(simulation.violations == [])
    }

    /// Declared dead by others, with a call that never ends: nobody but itself can end it.
    @Test func aDeadLifeThatDoesNotEndEndsTheProcess() {
        let simulation = simulation(60)
        let worker = simulation.start()
        worker.door.onCall { $0 == "settle" ? .slow(.seconds(100_000)) : .none }
        simulation.run(for: .seconds(2))
        simulation.start("b")
        simulation.run(for: .seconds(1))
        worker.hold.pause(.seconds(20))
        simulation.run(for: .seconds(25))
        #expect(worker.log.with { $0.contains { $0.hasPrefix("worker declared dead") } } == false)
        #expect(!worker.hasGivenUp.with { $0 })
        simulation.run(for: .seconds(100))
        #expect(worker.hasGivenUp.with { $0 })
        #expect(
            worker.log.with { $0.contains { $0.hasPrefix("it does not even end") } })
        #expect(simulation.violations == [])
    }

    /// A database that is away for long fails each write soon. Outcomes are kept and tried again.
    @Test func aDeadLifeThatTriesItsWritesAgainIsLeftAlone() {
        let simulation = simulation(60)
        let worker = simulation.start()
        worker.door.onCall { $0 == "settle" ? .before : .none }
        simulation.run(for: .seconds(2))
        simulation.start("b")
        simulation.run(for: .seconds(1))
        worker.hold.pause(.seconds(20))
        simulation.run(for: .seconds(300))
        #expect(!worker.hasGivenUp.with { $0 })
        worker.door.onCall { _ in .none }
        #expect(simulation.run { simulation.isAllFinal })
        #expect(simulation.violations == [])
    }

    @Test func onceAMinuteItSaysWhatItDid() {
        let simulation = simulation(30)
        simulation.ledger.with { $0.amili.rate = 0.5 }
        let worker = simulation.start()
        simulation.run(for: .seconds(61))
        let said = worker.log.with { $0.filter { $0.hasPrefix("worked for a minute") } }
        #expect(said.count == 1)
        #expect(said.first?.contains("accepted=") == true)
        #expect(said.first?.contains("letters=") == true)
        #expect(simulation.run { simulation.isAllFinal })
        simulation.run(for: .seconds(600))
        let all = worker.log.with { $0.filter { $0.hasPrefix("worked for a minute") }.count }
        // An idle minute is none to tell of.
        #expect((1...3).contains(all))
    }
}

private func exchange(_ place: inout Bool, _ value: Bool) -> Bool {
    defer { place = value }
    return place
}
