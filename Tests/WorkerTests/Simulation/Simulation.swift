import Logging
import Reminders

@testable import Worker

/// A whole system in one thread: a book, Amili, and workers that can be paused and killed.
final class Simulation: Sendable {
    let time: VirtualTime
    let book = Locked(Book())
    let office = Locked(Office())
    private let started = Locked<[RunningWorker]>([])
    var workers: [RunningWorker] { started.with { $0 } }
    let limits: WorkerLimits
    static let party = AmiliParty(
        account: "aaaaaaaaaaaaaaaaaaaaaaaa", creditor: "cccccccccccccccccccccccc")

    final class RunningWorker: Sendable {
        let name: String
        let hold: Hold
        let stop = Stop()
        let door: LedgerDoor
        let history = HistoryBook()
        let ending = Locked<Worker.Ending?>(nil)
        let task = Locked<Task<Void, Never>?>(nil)

        init(_ name: String, _ hold: Hold, _ door: LedgerDoor) {
            self.name = name
            self.hold = hold
            self.door = door
        }
        func calls(_ what: String) -> Int { door.calls.with { $0[what, default: 0] } }
    }

    static let limits = WorkerLimits(
        inFlight: 8, callDeadline: .seconds(2), lease: .seconds(3), heartbeat: .seconds(1),
        settleDelay: .seconds(10), maxAttempts: 4,
        backoff: Backoff(base: .milliseconds(500), cap: .seconds(4)))

    init(seed: UInt64? = nil, limits: WorkerLimits = Simulation.limits) {
        time = VirtualTime(seed: seed)
        self.limits = limits
        book.with { $0.creditors[1] = Book.Creditor(party: Self.party) }
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

    /// An old case that vouches for the look-ups.
    func addCanary() {
        let number = InvoiceNumber("CANARY")!
        let past = time.now().nanoseconds - 900_000_000_000
        office.with { _ = $0.make(number.key, Self.party, at: past, isOurs: false) }
        book.with { $0.creditors[1]?.canary = number }
    }

    /// Invoices 1...count as run 1.
    func load(_ count: Int, partSize: Int = 99) {
        let invoices = (1...count).map { Self.invoice($0) }
        book.with { $0.load(1, of: 1, invoices, partSize: partSize) }
    }

    func onPost(_ script: @escaping (Office.Post) -> SendFault) {
        office.with { $0.post = script }
    }
    func onLookUp(_ script: @escaping (Int) -> LookUpFault) {
        office.with { $0.lookUp = script }
    }

    func pay(_ key: String) {
        let now = time.now().nanoseconds
        book.with { _ = $0.creditors[1]?.invoices[key]?.flags.insert(.paid) }
        office.with { $0.paidAt[key] = $0.paidAt[key] ?? now }
    }

    // MARK: Running

    @discardableResult
    func start(
        _ name: String = "a", once: Bool = false,
        latency: @escaping @Sendable () -> Duration = { .milliseconds(1) },
        jitter: @escaping @Sendable () -> Double = { 0.5 }
    ) -> RunningWorker {
        let hold = Hold(time)
        let running = RunningWorker(name, hold, LedgerDoor(book, time, hold, latency: latency))
        started.with { $0.append(running) }
        let held = HeldTime(time: time, hold: hold)
        let worker = Worker(
            ledger: running.door,
            delivery: AmiliDoor(
                office, time, hold, name: name, deadline: limits.callDeadline,
                ledger: running.door),
            time: held, limits: limits, name: name, history: running.history,
            log: Logger(label: name) { _ in SwiftLogNoOpLogHandler() }, jitter: jitter)
        let task = Task(executorPreference: time) {
            let ending = await worker.run(until: running.stop, once: once)
            running.ending.with { $0 = ending }
        }
        running.task.with { $0 = task }
        return running
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

    func reminder(_ position: Int) -> Book.Reminder {
        book.with { $0.runs[1]!.reminders[position - 1] }
    }
    func states() -> [ReminderState] { book.with { $0.runs[1]!.reminders.map(\.state) } }
    func count(_ state: ReminderState) -> Int { states().count { $0 == state } }
    var posts: [Office.Post] { office.with { $0.posts } }
    /// By the parts, which are few; that they tell the truth is checked at each change.
    var isAllFinal: Bool { book.with { book in book.parts.allSatisfy { $0.state == .done } } }
    func part(_ index: Int = 0) -> Book.Part { book.with { $0.parts[index] } }

    /// What was broken on the way; always to be empty.
    var violations: [String] {
        book.with { $0.violations } + office.with { $0.violations }
            + (time.hasSpun.with { $0 } ? ["somebody spins while the clock stands still"] : [])
    }
}

/// The clock of a process that can be held.
private struct HeldTime: Timekeeper {
    let time: VirtualTime
    let hold: Hold
    func now() -> BootInstant { time.now() }
    func sleep(for span: Duration) async throws {
        try await time.sleep(for: span)
        await hold.pass()
    }
    func rest(for span: Duration) async {
        await time.rest(for: span)
        await hold.pass()
    }
}
