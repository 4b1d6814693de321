import Reminders

@testable import Worker

/// The ledger's rules in memory: what PostgreSQL keeps, without PostgreSQL. Every change is
/// followed by a check of what must always hold.
struct Book {
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
        var doubtUntil: Int64 = 0
        var stopped = false
        var crashes = 0
        var setbacks = 0
        var turn: Int
        var counts: [ReminderState: Int] = [:]
    }
    struct Reminder: Equatable {
        let number: InvoiceNumber
        var state = ReminderState.queued
        var attempts = 0
        var doubtSince: Int64?
        var reason: Reason?
        var caseID: String?
    }
    struct Run {
        let creditor: CreditorID
        var paused = false
        var stopped = false
        var done = false
        /// By position, from 1.
        var reminders: [Reminder]
    }
    struct Creditor {
        let party: AmiliParty
        var invoices: [String: Invoice] = [:]
        var canary: InvoiceNumber?
        var pioneer: (run: RunID, first: Int)?
        var permits: [String: (run: RunID, position: Int)] = [:]
    }
    struct Gate {
        var tat: Int64 = 0
        var closedUntil: Int64 = 0
        var paused = false
        /// Calls per second.
        var rate = 100_000.0
    }
    struct Colleague {
        var beat: Int64 = 0
        var isDead = false
    }

    var parts: [Part] = []
    var runs: [RunID: Run] = [:]
    var creditors: [CreditorID: Creditor] = [:]
    var workers: [WorkerID: Colleague] = [:]
    var amili = Gate()
    var gates: [CreditorID: Gate] = [:]
    var evidence: [Evidence] = []
    var incidents: [[String]] = []
    var position: Int64 = 1
    var timeline: Int64 = 1
    /// Where the fleet last saw the book stand.
    var knownTimeline: Int64 = 1
    /// What was broken, in words. Empty at the end of every test.
    var violations: [String] = []
    /// Seconds since 1970 at the virtual clock's zero.
    static let epoch: Int64 = 1_795_000_000
    static func seconds(_ now: Int64) -> Int64 { epoch + now / 1_000_000_000 }
    static let today = CalendarDate(iso: "2026-11-23")!

    // MARK: Loading

    /// A run with parts of `partSize`, open at once; its reminders are queued.
    mutating func load(_ run: RunID, of creditor: CreditorID, _ invoices: [Invoice], partSize: Int)
    {
        var keys: [InvoiceNumber] = []
        for invoice in invoices {
            creditors[creditor]?.invoices[invoice.number.key] = invoice
            creditors[creditor]?.permits[invoice.number.key] = (run, keys.count + 1)
            keys.append(invoice.number)
        }
        runs[run] = Run(creditor: creditor, reminders: keys.map { Reminder(number: $0) })
        for first in stride(from: 1, through: keys.count, by: partSize) {
            let last = min(first + partSize - 1, keys.count)
            var part = Part(
                run: run, first: first, last: last, creditor: creditor, turn: parts.count)
            part.counts = [.queued: last - first + 1]
            parts.append(part)
        }
    }

    // MARK: Workers

    mutating func register() -> WorkerID {
        let id = WorkerID(workers.count + 1)
        workers[id] = Colleague()
        return id
    }

    func isAlive(_ worker: WorkerID) -> Bool { workers[worker]?.isDead == false }

    mutating func beat(_ worker: WorkerID) -> Beat? {
        guard isAlive(worker) else { return nil }
        workers[worker]?.beat += 1
        let held = parts.filter { $0.state == .claimed && $0.worker == worker }
        return Beat(
            count: workers[worker]?.beat ?? 0,
            held: held.map { PartClaim(run: $0.run, first: $0.first, attempt: $0.attempt) })
    }

    mutating func declareDead(_ worker: WorkerID, beat: Int64) -> Bool {
        guard isAlive(worker), workers[worker]?.beat == beat else { return false }
        workers[worker]?.isDead = true
        return true
    }

    mutating func rescue(settleDelay: Duration, _ now: Int64) -> Int {
        var rescued = 0
        for index in parts.indices where parts[index].state == .claimed {
            guard let worker = parts[index].worker, !isAlive(worker) else { continue }
            let part = parts[index]
            for position in part.first...part.last
            where runs[part.run]!.reminders[position - 1].state == .queued {
                runs[part.run]!.reminders[position - 1].state = .uncertain
                if runs[part.run]!.reminders[position - 1].doubtSince == nil {
                    runs[part.run]!.reminders[position - 1].doubtSince = Self.seconds(
                        part.claimedAt)
                }
            }
            parts[index].state = part.crashes >= 2 ? .stuck : .ready
            parts[index].worker = nil
            parts[index].crashes += 1
            parts[index].doubtUntil = now + settleDelay.wholeNanoseconds
            recount(index)
            check(index)
            rescued += 1
        }
        return rescued
    }

    mutating func tend(_ now: Int64) {
        for index in parts.indices where parts[index].state == .waiting {
            let part = parts[index]
            let due = part.dueAt ?? 0
            let gate = gates[part.creditor] ?? Gate()
            let isOpen = !gate.paused && gate.closedUntil <= now && runs[part.run]?.paused == false
            let isDue = due <= now
            guard (isDue || due == .max) && isOpen || part.stopped && isDue else { continue }
            parts[index].state = .ready
            parts[index].dueAt = nil
            check(index)
        }
        for id in runs.keys.sorted() where runs[id]?.done == false {
            if runs[id]?.stopped == true { cancelUnclaimed(id) }
            runs[id]?.done = parts.allSatisfy { $0.run != id || $0.state == .done }
        }
    }

    /// What the operator's cancel does at once; the queued ones of unclaimed parts follow.
    mutating func cancel(_ run: RunID) {
        runs[run]?.stopped = true
        for index in parts.indices where parts[index].run == run { parts[index].stopped = true }
    }

    private mutating func cancelUnclaimed(_ run: RunID) {
        for index in parts.indices
        where parts[index].run == run && [.ready, .waiting].contains(parts[index].state) {
            for position in parts[index].first...parts[index].last
            where runs[run]!.reminders[position - 1].state == .queued {
                set(run, position, .cancelled, .cancelledByUser)
            }
            recount(index)
            check(index)
        }
    }

    // MARK: Claiming

    private func isClosed(_ gate: Gate, _ now: Int64) -> Bool {
        gate.paused || gate.closedUntil > now || gate.tat >= now + 800_000_000
    }

    mutating func claim(_ worker: WorkerID, _ now: Int64) -> Claim {
        position += 1
        guard isAlive(worker) else { return .dead }
        let history = HistoryPoint(system: "7", timeline: timeline, position: position)
        if knownTimeline != timeline { return .databaseMoved(history) }
        if isClosed(amili, now) { return .gateClosed(history) }
        let ready = parts.indices.filter { index in
            parts[index].state == .ready
                && (!parts[index].stopped || parts[index].counts[.uncertain, default: 0] > 0)
        }
        guard let index = ready.min(by: { parts[$0].turn < parts[$1].turn }) else {
            return .nothing(history)
        }
        parts[index].state = .claimed
        parts[index].worker = worker
        parts[index].attempt += 1
        parts[index].claimedAt = now
        parts[index].dueAt = nil
        check(index)
        let part = parts[index]
        return .part(
            ClaimedPart(
                claim: PartClaim(run: part.run, first: part.first, attempt: part.attempt),
                last: part.last, creditor: part.creditor, handle: "acme\(part.creditor)",
                party: creditors[part.creditor]!.party, stopped: part.stopped,
                doubtIsOver: part.doubtUntil <= now,
                doubtLeft: .nanoseconds(max(part.doubtUntil - now, 0)),
                queued: part.counts[.queued, default: 0],
                uncertain: part.counts[.uncertain, default: 0], setbacks: part.setbacks,
                canary: nil, today: Self.today, graceBankDays: 0,
                history: history))
    }

    func index(of claim: PartClaim, heldBy worker: WorkerID) -> Int? {
        parts.firstIndex {
            $0.run == claim.run && $0.first == claim.first && $0.attempt == claim.attempt
                && $0.worker == worker && $0.state == .claimed
        }
    }

    func read(_ claimed: ClaimedPart, by worker: WorkerID, _ now: Int64) -> PartReading {
        guard let index = index(of: claimed.claim, heldBy: worker) else { return .leaseLost }
        let part = parts[index]
        let creditor = creditors[part.creditor]!
        let open = (part.first...part.last).compactMap { position -> OpenReminder? in
            let reminder = runs[part.run]!.reminders[position - 1]
            guard !reminder.state.isFinal else { return nil }
            return OpenReminder(
                position: position, state: reminder.state, attempts: reminder.attempts,
                doubtSince: reminder.doubtSince, number: reminder.number,
                invoice: creditor.invoices[reminder.number.key])
        }
        return .reminders(open, canary: creditor.canary, databaseNow: Self.seconds(now))
    }

    mutating func giveBack(_ claim: PartClaim, by worker: WorkerID, _ how: Return, _ now: Int64) {
        guard let index = index(of: claim, heldBy: worker) else { return }
        parts[index].worker = nil
        switch how {
        case .ready:
            parts[index].state = .ready
            parts[index].setbacks = 0
        case .waiting(let span, let setback):
            parts[index].state = .waiting
            parts[index].dueAt = now + span.wholeNanoseconds
            parts[index].setbacks = setback ? parts[index].setbacks + 1 : 0
        case .parked:
            parts[index].state = .waiting
            parts[index].dueAt = .max
            parts[index].setbacks = 0
        }
        check(index)
    }

    mutating func becomePioneer(_ part: ClaimedPart) -> Bool {
        let creditor = creditors[part.creditor]!
        guard creditor.canary == nil else { return false }
        let isInDoubt = parts.contains {
            $0.creditor == part.creditor && $0.counts[.uncertain, default: 0] > 0
                && !($0.run == part.claim.run && $0.first == part.claim.first)
        }
        if let pioneer = creditor.pioneer, pioneer != (part.claim.run, part.claim.first),
            parts.contains(where: {
                $0.run == pioneer.run && $0.first == pioneer.first && $0.state == .claimed
            })
        {
            return false
        }
        if isInDoubt { return false }
        creditors[part.creditor]?.pioneer = (part.claim.run, part.claim.first)
        return true
    }
}
