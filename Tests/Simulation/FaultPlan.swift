import Reminders
import Worker

/// One run of misfortunes: which of them, and when, is drawn from the seed. The same seed is the
/// same run, byte for byte, in every process.
package final class FaultPlan: Sendable {
    let simulation: Simulation
    private let chance: Single<Chance>
    private let faults = Single<[String: Int]>([:])
    /// What machines remember of the database's past, as their state directories do.
    private let machines: [Single<HistoryPoint?>]
    let creditors: [CreditorID]
    /// Invoice numbers are 1 to this, for each creditor.
    let universe: Int
    /// Until when things go wrong, on the virtual clock.
    private let calmFrom: BootInstant
    let severity: Double
    let past = Single<Past>(Past())

    struct Past {
        /// Copies of the ledger, and when they were made.
        var copies: [(ledger: InMemoryLedger, at: Int64)] = []
        var timesGoneBack = 0
        /// Runs as they were loaded, for a database that forgot them.
        var loads: [RunID: (creditor: CreditorID, keys: [Int], partSize: Int)] = [:]
        var reminders = 0
        var workers = 0
    }

    package struct Outcome: Sendable {
        package let seed: UInt64
        /// In words; empty if everything held.
        package let broken: [String]
        package let reminders: Int
        /// Calls that hand an invoice over.
        package let letters: Int
        package let virtualSeconds: Double
        package let faults: [String: Int]
        /// Of the story, if it was told.
        package let digest: UInt64
        package let story: Story
    }

    private let seed: UInt64

    package init(seed: UInt64, isTold: Bool = false) {
        self.seed = seed
        let simulation = Simulation(seed: seed, isTold: isTold)
        self.simulation = simulation
        var chance = Chance(seed: seed &* 7919)
        creditors = (1...(1 + chance.below(3))).map { CreditorID(rawValue: Int64($0)) }
        universe = 10 + chance.below(140)
        severity = [0.0, 0.05, 0.3][chance.below(3)]
        calmFrom = simulation.time.now() + .seconds(20)
        machines = (0..<(1 + chance.below(3))).map { _ in Single<HistoryPoint?>(nil) }
        self.chance = Single(chance)
    }

    func draw<Value>(_ body: (inout Chance) -> Value) -> Value { chance.with(body) }
    func happens(_ probability: Double) -> Bool { draw { $0.happens(probability) } }
    func below(_ bound: Int) -> Int { draw { $0.below(bound) } }
    var isCalm: Bool { simulation.time.now() >= calmFrom }
    var now: Int64 { simulation.time.now().nanoseconds }

    func note(_ kind: String) { faults.with { $0[kind, default: 0] += 1 } }

    /// What the story says of it, and the count of its kind.
    func strike(_ kind: String, _ what: @autoclosure () -> String) {
        note(kind)
        simulation.story.tell("fate", "\(kind): \(what())")
    }

    package func run() -> Outcome {
        setUp()
        for _ in 0...below(3) { start() }
        for _ in 0..<20 {
            simulation.run(for: draw { $0.span(100...2000) })
            for _ in 0..<(1 + below(2)) { disturb() }
        }
        calmDown()
        let last = start()
        var isOver = false
        for _ in 0..<4 where !isOver {
            isOver = simulation.run(within: .seconds(300)) { isSettled }
            // Whoever paused a run in the last moment lets it go on, too.
            if !isOver { calmDown() }
        }
        // What a book forgot and nobody asks about any more is found by the polls.
        for _ in 0..<30 where past.with({ $0.timesGoneBack }) > 0 && !judgeCases().isEmpty {
            simulation.run(for: .seconds(30))
        }
        last.stop.advance(to: .draining)
        let isStopped = simulation.runToEnd(last)
        let broken = judge(isOver: isOver, isStopped: isStopped, last)
        let virtual = simulation.elapsed.seconds
        let isGone = simulation.end()
        return Outcome(
            seed: seed, broken: broken + (isGone ? [] : ["a process never ends"]),
            reminders: past.with { $0.reminders }, letters: simulation.posts.count,
            virtualSeconds: virtual,
            faults: faults.with { $0 }, digest: Self.digest(simulation.story.lines),
            story: simulation.story)
    }

    private var isSettled: Bool {
        simulation.isAllFinal && simulation.ledger.with { $0.runs.allSatisfy { $0.value.done } }
    }

    /// FNV-1a.
    private static func digest(_ lines: [String]) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for line in lines {
            for byte in line.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
            hash = (hash ^ 10) &* 0x0000_0100_0000_01b3
        }
        return hash
    }

    /// Everything that a human has to set right is set right.
    private func calmDown() {
        simulation.story.tell("fate", "it is calm from here on")
        let now = now
        simulation.ledger.with { ledger in
            ledger.setPaused(false, nil, now)
            for creditor in ledger.creditors.keys { ledger.setPaused(false, creditor, now) }
            for run in ledger.runs.keys { ledger.resume(run) }
            ledger.unstick()
        }
        reloadForgotten()
    }

    // MARK: Set-up

    private func setUp() {
        for creditor in creditors {
            if creditor > 1 { simulation.addCreditor(creditor) }
            if happens(0.6) { simulation.addCanary(creditor) }
        }
        for creditor in creditors where creditor == 1 || happens(0.7) { load(creditor) }
        let rate = draw { [2.0, 20, 100, 1000, 100_000][$0.below(5)] }
        simulation.ledger.with { $0.amili.rate = rate }
        let (lag, skew) = draw { ($0.span(0...4000), Int64($0.below(61)) - 30) }
        simulation.amili.with {
            $0.lag = lag
            $0.skew = skew
        }
        for creditor in creditors {
            for key in 1...universe where happens(0.03) {
                simulation.amili.with {
                    _ = $0.make(
                        "\(key)", Simulation.party(creditor), at: 0, isOurs: false,
                        isOpen: key % 2 == 0)
                }
            }
        }
        let slowest = draw { [50, 400, 1900][$0.below(3)] }
        simulation.amili.with { [self] amili in
            amili.latency = { [self] in draw { $0.span(1...slowest) } }
            amili.post = { [self] _ in postFault() }
            amili.lookUp = { [self] _ in lookUpFault() }
        }
    }

    /// A file: some of the creditor's invoices, in some order, some of which another run has.
    func load(_ creditor: CreditorID) {
        let first = 1 + below(universe)
        let last = min(universe, first + below(universe))
        var keys = Array(first...last)
        if happens(0.2) { draw { keys.shuffle(using: &$0) } }
        let partSize = draw { $0.happens(0.3) ? 99 : 1 + $0.below(40) }
        load(creditor, keys, partSize)
    }

    private func load(_ creditor: CreditorID, _ keys: [Int], _ partSize: Int) {
        let now = now
        let run = simulation.ledger.with { ledger in
            let run = ledger.nextRun
            ledger.load(
                run, of: creditor, keys.map { Simulation.invoice($0) }, partSize: partSize,
                now + ledger.clockOffset)
            return run
        }
        past.with {
            $0.loads[run] = (creditor, keys, partSize)
            $0.reminders += keys.count
        }
        simulation.story.tell(
            "fate",
            "run \(run) of creditor \(creditor): \(keys.count) invoices, parts of \(partSize)")
    }

    /// The same files again, as whoever finds their runs missing would load them.
    func reloadForgotten() {
        let runs = simulation.ledger.with { Set($0.runs.keys) }
        let forgotten = past.with { past in
            let gone = past.loads.filter { !runs.contains($0.key) }.sorted { $0.key < $1.key }
            for (run, _) in gone { past.loads[run] = nil }
            return gone.map(\.value)
        }
        for load in forgotten { self.load(load.creditor, load.keys, load.partSize) }
    }

    @discardableResult
    func start() -> Simulation.RunningWorker {
        let number = past.with { past in
            past.workers += 1
            return past.workers
        }
        let slowest = draw { [2, 8, 60][$0.below(3)] }
        let machine = machines[below(machines.count)]
        let history = HistoryBook(machine.with { $0 }) { point in
            machine.with { $0 = point }
            return true
        }
        let worker = simulation.start(
            "w\(number)", history: history,
            latency: { [self] in draw { $0.span(0...slowest) } },
            jitter: { [self] in draw { $0.share() } })
        simulation.story.tell(worker.name, "starts")
        let (shaky, sleepy) = draw {
            ([0.0, 0.02, 0.1][$0.below(3)], [0.0, 0.0, 0.001][$0.below(3)])
        }
        worker.door.onCall { [self, unowned worker] call in
            ledgerFault(call, of: worker, shaky)
        }
        worker.hold.onPass { [self, unowned worker] place in
            guard sleepy > 0, !isCalm, happens(sleepy) else { return nil }
            let span = draw { $0.span(500...20_000) }
            strike("process stops for a while", "\(worker.name) at \(place) for \(span)")
            return span
        }
        return worker
    }
}
