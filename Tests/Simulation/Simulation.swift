import Logging
import Reminders
import Worker

/// A whole system in one thread: a book, Amili, and workers that can be paused and killed.
final class Simulation: Sendable {
    let system: SimulatedSystem
    var time: VirtualTime { system.time }
    var ledger: Single<InMemoryLedger> { system.ledger }
    var amili: Single<FakeAmili> { system.amili }
    package var story: Story { system.story }
    private let started = Single<[RunningWorker]>([])
    var workers: [RunningWorker] { started.with { $0 } }
    let limits: WorkerLimits
    static let party = party(1)
    static func party(_ creditor: CreditorID) -> AmiliParty {
        AmiliParty(
            account: "aaaaaaaaaaaaaaaaaaaaaaaa", creditor: "ccccccccccccccccccccccc\(creditor)")
    }

    final class RunningWorker: Sendable {
        let name: String
        let hold: Hold
        let stop = Stop()
        /// Until when no beat of it gets through.
        let beatsCutUntil = Single<BootInstant?>(nil)
        let door: LedgerDoor
        let history: HistoryBook
        let ending = Single<Worker.Ending?>(nil)
        /// Its process ended because a life of it did not.
        let hasGivenUp = Single(false)
        /// What it said of itself.
        let log = Single<[String]>([])
        /// What others may know of it.
        let watch = WorkerWatch()
        let task = Single<Task<Void, Never>?>(nil)

        init(_ name: String, _ hold: Hold, _ door: LedgerDoor, _ history: HistoryBook) {
            self.name = name
            self.hold = hold
            self.door = door
            self.history = history
        }
        func calls(_ what: String) -> Int { door.calls.with { $0[what, default: 0] } }
    }

    static let limits = WorkerLimits(
        inFlight: 8, callDeadline: .seconds(2), lease: .seconds(3), heartbeat: .seconds(1),
        settleDelay: .seconds(10), maxAttempts: 4,
        backoff: Backoff(base: .milliseconds(500), cap: .seconds(4)))

    init(seed: UInt64? = nil, limits: WorkerLimits = Simulation.limits, isTold: Bool = false) {
        let time = VirtualTime(seed: seed)
        system = SimulatedSystem(
            time: time, ledger: Single(InMemoryLedger()), amili: Single(FakeAmili()),
            story: Story(time, isTold: isTold))
        self.limits = limits
        amili.with { $0.sendWithin = limits.sendWithin.wholeNanoseconds }
        addCreditor(1)
    }

    // MARK: Setting the scene

    static func invoice(_ number: Int, _ change: (inout Invoice) -> Void = { _ in }) -> Invoice {
        var invoice = Invoice(
            number: InvoiceNumber("\(number)")!,
            debtor: Debtor(
                name: "Påhittade Båtar AB", isCompany: true, addressLine: "Låtsasgatan 1",
                zipCode: "41119", city: "Göteborg"),
            invoiceDate: CalendarDate(iso: "2026-09-01")!,
            dueDate: CalendarDate(iso: "2026-10-01")!, remaining: Ore(50_00))
        change(&invoice)
        return invoice
    }

    func addCreditor(_ creditor: CreditorID) {
        ledger.with {
            $0.creditors[creditor] = InMemoryLedger.Creditor(party: Self.party(creditor))
        }
    }

    /// An old case that vouches for the look-ups.
    func addCanary(_ creditor: CreditorID = 1) {
        let number = InvoiceNumber("CANARY")!
        let past = time.now().nanoseconds - 900_000_000_000
        amili.with { _ = $0.make(number.key, Self.party(creditor), at: past, isOurs: false) }
        ledger.with { $0.creditors[creditor]?.canary = number }
    }

    /// Invoices 1...count as run 1.
    func load(_ count: Int, partSize: Int = 99) {
        let invoices = (1...count).map { Self.invoice($0) }
        ledger.with { $0.load(1, of: 1, invoices, partSize: partSize) }
    }

    func onPost(_ script: @escaping (FakeAmili.Post) -> SendFault) {
        amili.with { $0.post = script }
    }
    func onLookUp(_ script: @escaping (Int) -> LookUpFault) {
        amili.with { $0.lookUp = script }
    }

    func pay(_ key: String, of creditor: CreditorID = 1) {
        let now = time.now().nanoseconds
        ledger.with { $0.pay(key, of: creditor, now) }
    }

    func cancel(_ run: RunID = 1) {
        let now = time.now().nanoseconds
        ledger.with { $0.cancel(run, now) }
    }

    // MARK: Running

    @discardableResult
    func start(
        _ name: String = "a", once: Bool = false, history: HistoryBook = HistoryBook(),
        latency: @escaping @Sendable () -> Duration = { .milliseconds(1) },
        jitter: @escaping @Sendable () -> Double = { 0.5 }
    ) -> RunningWorker {
        let hold = Hold(time)
        let running = RunningWorker(
            name, hold, LedgerDoor(system, hold, name: name, latency: latency), history)
        started.with { $0.append(running) }
        let held = HeldTime(time: time, hold: hold)
        let worker = Worker(
            ledger: running.door,
            delivery: AmiliDoor(
                system, hold, name: name, limits: limits, ledger: running.door),
            time: held, limits: limits, name: name, history: running.history,
            log: Logger(label: name) { _ in SaidLog(lines: running.log) },
            giveUp: { running.hasGivenUp.with { $0 = true } }, watch: running.watch,
            jitter: jitter, newTraceID: { [system] in system.newTraceID() })
        let task = Task(executorPreference: time) { [story] in
            let ending = await worker.run(until: running.stop, once: once)
            running.ending.with { $0 = ending }
            story.tell(name, "ends: \(ending)")
        }
        running.task.with { $0 = task }
        return running
    }

    /// The processes go, and their memory: nothing that they do from now on has an effect. What is
    /// to be judged is judged before.
    /// - Returns: whether all of them came to their end.
    func end() -> Bool {
        for worker in workers where worker.ending.with({ $0 }) == nil {
            worker.hold.end()
            worker.stop.advance(to: .aborting)
        }
        return run(within: .seconds(3600)) { workers.allSatisfy { $0.ending.with { $0 } != nil } }
    }

    func run(for span: Duration) { _ = time.run(within: span) { false } }

    /// - Returns: whether it came true in time.
    func run(within limit: Duration = .seconds(600), until isOver: () -> Bool) -> Bool {
        time.run(within: limit, until: isOver)
    }

    /// - Returns: whether the worker came to its end.
    func runToEnd(_ worker: RunningWorker, within limit: Duration = .seconds(600)) -> Bool {
        run(within: limit) { worker.ending.with { $0 } != nil }
    }

    /// Runs one worker alone until nothing is left to do.
    /// - Returns: whether it came to that, with nothing broken on the way.
    func runOnce(within limit: Duration = .seconds(600)) -> Bool {
        let worker = start(once: true)
        return runToEnd(worker, within: limit)
            && worker.ending.with { $0 } == .nothingLeft && violations.isEmpty
    }

    // MARK: Looking

    /// Since the simulation began.
    var elapsed: Duration { time.now() - BootInstant(nanoseconds: VirtualTime.beginning) }

    func reminder(_ position: Int) -> InMemoryLedger.Reminder {
        ledger.with { $0.runs[1]!.reminders[position - 1] }
    }
    func states() -> [ReminderState] { ledger.with { $0.runs[1]!.reminders.map(\.state) } }
    func count(_ state: ReminderState) -> Int { states().count { $0 == state } }
    var posts: [FakeAmili.Post] { amili.with { $0.posts } }
    /// By the parts, which are few; that they tell the truth is checked at each change.
    var isAllFinal: Bool { ledger.with { ledger in ledger.parts.allSatisfy { $0.state == .done } } }
    func part(_ index: Int = 0) -> InMemoryLedger.Part { ledger.with { $0.parts[index] } }

    /// What was broken on the way; always to be empty.
    var violations: [String] {
        ledger.with { $0.violations } + amili.with { $0.violations }
            + (time.hasSpun.with { $0 } ? ["somebody spins while the clock stands still"] : [])
    }
}
