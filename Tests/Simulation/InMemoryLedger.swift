import Reminders

/// The ledger's rules in memory: what PostgreSQL keeps, without PostgreSQL, and no kinder than it:
/// one suite is run against both. Every change is followed by a check of what must always hold.
struct InMemoryLedger {
    struct Part {
        enum State { case ready, waiting, claimed, done, stuck }
        let run: RunID
        let first: Int
        let last: Int
        let creditor: CreditorID
        var state = State.ready
        var worker: WorkerID?
        var attempt = 0
        var claimedAt: Int64 = 0
        /// Nanoseconds; `Int64.max`: parked.
        var dueAt: Int64?
        /// nil: it never had one in doubt.
        var doubtUntil: Int64?
        /// The same by the virtual clock, which nobody sets: what is judged by.
        var doubtTrulyUntil: Int64 = 0
        /// Nanoseconds, and Amili's seconds.
        var doubtFor: Int64 = 0
        var amiliDoubtUntil: Int64?
        /// Amili's seconds, and the attempt before whose first letter they were noted.
        var asked: (at: Int64, attempt: Int)?
        var askedAt: Int64? { asked.flatMap { $0.attempt == attempt ? $0.at : nil } }
        var stopped = false
        var crashes = 0
        /// The claim in which a letter of it last had leave to go.
        var sentAttempt: Int?
        /// Nanoseconds: when it is tried again, if it is stuck.
        var stuckUntil: Int64?
        var setbacks = 0
        var turn: Double
        var counts = Counts()
    }
    struct Reminder: Equatable {
        let number: InvoiceNumber
        var state = ReminderState.queued
        var attempts = 0
        var doubtSince: Int64?
        var amiliDoubtSince: Int64?
        var reason: Reason?
        var caseID: String?
        /// What Amili said of the case since.
        var standing: AmiliStanding?
    }
    struct Run {
        let creditor: CreditorID
        /// Where its parts begin in `InMemoryLedger.parts`, and how many reminders each has but
        /// the last.
        let firstPart: Int
        let partSize: Int
        /// The ledger's seconds.
        let createdAt: Int64
        var paused = false
        var stopped = false
        var done = false
        /// Since when no letter may be given a slot: nanoseconds.
        var barredAt: Int64?
        /// By position, from 1.
        var reminders: [Reminder]
    }
    struct Creditor {
        let party: AmiliParty
        var weight = 1.0
        var finishTag = 0.0
        var invoices: [String: Invoice] = [:]
        var canary: InvoiceNumber?
        var nextCanary: (number: InvoiceNumber, since: Int64)?
        var firstLetter: (run: RunID, first: Int)?
        var permits: [String: (run: RunID, position: Int)] = [:]
        /// When each invoice was paid, by key: no letter may leave more than the veto's life later.
        var paidAt: [String: Int64] = [:]
    }
    struct Gate {
        var tat: Int64 = 0
        var closedUntil: Int64 = 0
        /// Until then the fleet stands still, whatever a human says.
        var standsUntil: Int64 = 0
        var paused = false
        var barredAt: Int64?
        /// Why it was last closed.
        var cause: GateCause?
        /// Calls per second.
        var rate = Self.noLimit
        /// The rate of a gate that has none of its own.
        static let noLimit = 100_000.0
    }
    struct Colleague {
        var beat: Int64 = 0
        var isDead = false
        /// Amili's seconds at the last beat; nil: not known.
        var amiliAt: Int64?
    }

    var parts: [Part] = []
    var runs: [RunID: Run] = [:]
    var creditors: [CreditorID: Creditor] = [:]
    var workers: [WorkerID: Colleague] = [:]
    var amili = Gate()
    /// How much of the rates slots are given for.
    var rateShare = 0.97
    var gates: [CreditorID: Gate] = [:]
    /// What is asked after the letter: its share of the calls, and whose turn it is.
    var polls = Gate()
    var pollOf: [CreditorID: Poll] = [:]
    var activations: [CreditorID: Activation] = [:]
    var evidence: [Evidence] = []
    /// The cases of each incident.
    var incidents: [[String]] = []
    private var incidentKeys: Set<[Int64]> = []
    var virtualTurn = 0.0
    var lastRun: RunID = 0
    /// A run's number that nobody has yet.
    var nextRun: RunID { RunID(rawValue: lastRun.rawValue + 1) }
    var lastWorker: Int64 = 0
    /// The ledger's clock minus the virtual one, nanoseconds, and the latest that it was seen to
    /// say.
    var clockOffset: Int64 = 0
    var clockSeen: Int64 = 0
    var lostTimes: [Lost] = []
    var system = "7"
    var position: Int64 = 1
    var timeline: Int64 = 1
    /// Where the fleet last saw the ledger stand.
    var era: (system: String, timeline: Int64) = ("7", 1)
    /// What was broken, in words. Empty at the end of every test.
    /// What workers wrote down of answers that cannot be used.
    var flaws: [CreditorID: [AnswerPurpose: AnswerFlaw]] = [:]
    var violations: [String] = []
    /// Seconds since 1970 at the virtual clock's zero.
    static let epoch: Int64 = 1_795_000_000
    static func seconds(_ now: Int64) -> Int64 { epoch + now / 1_000_000_000 }
    static let today = CalendarDate(iso: "2026-11-23")!

    // MARK: Loads

    /// A run with parts of `partSize`, open at once. What may not go is skipped; what another run
    /// has a permit for, too. What was known of an invoice before is not taken back.
    mutating func load(
        _ run: RunID, of creditor: CreditorID, _ invoices: [Invoice], partSize: Int,
        _ now: Int64 = 0
    ) {
        let rule = Eligibility(today: Self.today, graceBankDays: 0)
        var reminders: [Reminder] = []
        for line in invoices {
            var invoice = line
            let key = line.number.key
            if let known = creditors[creditor]?.invoices[key] {
                invoice.flags.formUnion(known.flags)
            }
            creditors[creditor]?.invoices[key] = invoice
            var reminder = Reminder(number: line.number)
            reminder.reason = rule.obstacle(invoice) ?? whyTaken(key, of: creditor)
            if reminder.reason == nil {
                creditors[creditor]?.permits[key] = (run, reminders.count + 1)
            } else {
                reminder.state = .skipped
            }
            reminders.append(reminder)
        }
        lastRun = max(lastRun, run)
        let firstPart = parts.count
        runs[run] = Run(
            creditor: creditor, firstPart: firstPart, partSize: partSize,
            createdAt: Self.seconds(now), reminders: reminders)
        let count = (reminders.count + partSize - 1) / partSize
        let spacing = 1 / creditors[creditor]!.weight
        let start = max(creditors[creditor]!.finishTag, virtualTurn)
        creditors[creditor]?.finishTag = start + Double(count) * spacing
        for number in 0..<count {
            let first = number * partSize + 1
            var part = Part(
                run: run, first: first, last: min(first + partSize - 1, reminders.count),
                creditor: creditor, turn: start + Double(number) * spacing)
            if !isOpen(creditor, now) {
                part.state = .waiting
                part.dueAt = .max
            }
            parts.append(part)
            recount(parts.count - 1)
            check(parts.count - 1)
        }
        let isDone = isDone(run)
        runs[run]?.done = isDone
        if let since = lostTimes.map(\.time.since).min() { pollAnew(creditor, since, now) }
    }

    private func whyTaken(_ key: String, of creditor: CreditorID) -> Reason? {
        guard let holder = creditors[creditor]?.permits[key] else { return nil }
        let state = runs[holder.run]?.reminders[holder.position - 1].state
        return state == .accepted ? .alreadyAtAmili : .alreadyLive
    }

    func partIndices(of run: RunID) -> Range<Int> {
        guard let found = runs[run] else { return 0..<0 }
        let count = (found.reminders.count + found.partSize - 1) / found.partSize
        return found.firstPart..<found.firstPart + count
    }

    /// Where the part is that begins at `first`.
    func index(_ run: RunID, _ first: Int) -> Int? {
        guard let found = runs[run], first >= 1, first <= found.reminders.count else { return nil }
        let index = found.firstPart + (first - 1) / found.partSize
        return parts[index].first == first ? index : nil
    }

    func isOpen(_ creditor: CreditorID, _ now: Int64) -> Bool {
        guard let gate = gates[creditor] else { return true }
        return !gate.paused && gate.closedUntil <= now
    }

    func isDone(_ run: RunID) -> Bool {
        parts[partIndices(of: run)].allSatisfy { $0.state == .done }
    }

    // MARK: Workers

    mutating func register() -> WorkerID {
        lastWorker += 1
        let worker = WorkerID(rawValue: lastWorker)
        workers[worker] = Colleague()
        return worker
    }

    func isAlive(_ worker: WorkerID) -> Bool { workers[worker]?.isDead == false }

    mutating func beat(_ worker: WorkerID, amiliNow: Int64?) -> Beat? {
        guard isAlive(worker) else { return nil }
        workers[worker]?.beat += 1
        if let amiliNow { workers[worker]?.amiliAt = amiliNow }
        let held = parts.filter { $0.state == .claimed && $0.worker == worker }
        return Beat(
            count: workers[worker]?.beat ?? 0,
            held: held.map { PartClaim(run: $0.run, first: $0.first, attempt: $0.attempt) })
    }

    func sightings() -> [Sighting] {
        workers.filter { !$0.value.isDead }.map { Sighting(worker: $0.key, beat: $0.value.beat) }
            .sorted { $0.worker < $1.worker }
    }

    mutating func declareDead(_ worker: WorkerID, beat: Int64) -> Bool {
        guard isAlive(worker), workers[worker]?.beat == beat else { return false }
        workers[worker]?.isDead = true
        return true
    }

    /// At most twenty parts at a time.
    mutating func rescue(settleDelay: Duration, amiliNow: Int64?, _ now: Int64) -> Int {
        let orphans = parts.indices.filter { index in
            parts[index].state == .claimed && parts[index].worker.map { !isAlive($0) } ?? false
        }.prefix(20)
        for index in orphans {
            let part = parts[index]
            for position in part.first...part.last
            where runs[part.run]!.reminders[position - 1].state == .queued {
                runs[part.run]!.reminders[position - 1].state = .uncertain
                let old = runs[part.run]!.reminders[position - 1]
                runs[part.run]!.reminders[position - 1].amiliDoubtSince =
                    old.amiliDoubtSince ?? part.askedAt
                runs[part.run]!.reminders[position - 1].doubtSince =
                    old.doubtSince ?? Self.seconds(part.claimedAt)
            }
            // Whoever died while none of its letters had leave to go was not ended by it.
            let wasSending = part.sentAttempt == part.attempt
            if wasSending { parts[index].crashes += 1 }
            parts[index].state = .ready
            if wasSending, parts[index].crashes >= SuspectPart.limit {
                parts[index].state = .stuck
                parts[index].stuckUntil = now + SuspectPart.stuckFor.wholeNanoseconds
            }
            parts[index].worker = nil
            beginDoubt(index, settleDelay, amiliNow: amiliNow, now)
            recount(index)
            check(index)
        }
        return orphans.count
    }

    /// As suspect as they were.
    mutating func retryStuck(_ now: Int64) -> Int {
        let due = parts.indices.filter {
            parts[$0].state == .stuck && parts[$0].stuckUntil.map { $0 <= now } ?? false
        }
        for index in due {
            parts[index].state = .ready
            parts[index].stuckUntil = nil
            parts[index].turn = max(parts[index].turn, virtualTurn)
        }
        return due.count
    }

    @discardableResult
    mutating func tend(settleDelay: Duration, _ now: Int64) -> Duration? {
        let step = lookAtClock(now)
        for part in parts where part.state == .claimed { virtualTurn = max(virtualTurn, part.turn) }
        promote(now)
        for id in runs.keys.sorted() where runs[id]?.done == false {
            if runs[id]?.stopped == true { cancelUnclaimed(id) }
            let isDone = isDone(id)
            runs[id]?.done = isDone
        }
        for id in creditors.keys {
            guard let next = creditors[id]?.nextCanary,
                next.since < now - settleDelay.wholeNanoseconds
            else { continue }
            creditors[id]?.canary = next.number
            creditors[id]?.nextCanary = nil
        }
        return step
    }

    func isDue(_ part: Part, _ now: Int64) -> Bool {
        let due = part.dueAt ?? 0
        return part.state == .waiting && (due <= now || due == .max) && isOpen(part.creditor, now)
            && (!runs[part.run]!.paused || part.counts[.uncertain] > 0)
    }

    /// Wakes what is due, and what was parked and may go on. While its run is paused a part may
    /// only ask about what is in doubt.
    private mutating func promote(_ now: Int64) {
        for index in parts.indices where isDue(parts[index], now) {
            let part = parts[index]
            parts[index].state = .ready
            parts[index].dueAt = nil
            parts[index].turn = max(part.turn, virtualTurn)
            check(index)
        }
    }

    /// What is still queued in parts of a cancelled run that nobody holds goes nowhere.
    private mutating func cancelUnclaimed(_ run: RunID) {
        for index in partIndices(of: run)
        where [.ready, .waiting, .stuck].contains(parts[index].state)
            && parts[index].counts[.queued] > 0
        {
            for position in parts[index].first...parts[index].last
            where runs[run]!.reminders[position - 1].state == .queued {
                runs[run]!.reminders[position - 1].state = .cancelled
                runs[run]!.reminders[position - 1].reason = .cancelledByUser
                freePermit(run, position)
            }
            recount(index)
            check(index)
        }
    }

    mutating func openIncident(_ run: RunID, _ position: Int, _ cases: [String]) {
        guard incidentKeys.insert([run.rawValue, Int64(position)]).inserted else { return }
        incidents.append(cases)
    }
}

/// How many reminders of a part are in each state.
struct Counts: Equatable {
    private var numbers: [Int] = Array(repeating: 0, count: ReminderState.allCases.count)

    private static func place(_ state: ReminderState) -> Int {
        switch state {
        case .queued: 0
        case .uncertain: 1
        case .accepted: 2
        case .rejected: 3
        case .skipped: 4
        case .failed: 5
        case .cancelled: 6
        case .manual: 7
        }
    }

    subscript(_ state: ReminderState) -> Int {
        get { numbers[Self.place(state)] }
        set { numbers[Self.place(state)] = newValue }
    }
    var open: Int { self[.queued] + self[.uncertain] }
    var total: Int { numbers.reduce(0, +) }
}
