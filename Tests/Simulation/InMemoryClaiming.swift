import Reminders

/// Claims, slots and gates.
extension InMemoryLedger {
    // MARK: Claimer

    private func isClosed(_ gate: Gate, to purpose: Purpose, _ now: Int64) -> Bool {
        gate.paused || gate.closedUntil > now
            || purpose == .send && gate.tat >= now + Self.horizon(.send)
    }

    private static func horizon(_ purpose: Purpose) -> Int64 {
        purpose == .send ? 800_000_000 : 920_000_000
    }

    mutating func claim(_ worker: WorkerID, to purpose: Purpose, _ now: Int64) -> Claim {
        guard isAlive(worker) else { return .dead }
        let here = HistoryPoint(system: system, timeline: timeline, position: position)
        if era != (system, timeline) { return .databaseMoved(here) }
        if isClosed(amili, to: purpose, now) { return .gateClosed(here) }
        var best: Int?
        for index in parts.indices {
            let part = parts[index]
            let isInDoubt = part.counts[.uncertain] > 0
            guard part.state == .ready, !part.stopped || isInDoubt,
                purpose == .send || isInDoubt && part.counts[.queued] == 0,
                purpose == .lookUp || !isHeldByItsRate(part.creditor, worker)
            else { continue }
            if let other = best {
                let (left, right) = (part, parts[other])
                guard (left.turn, left.run, left.first) < (right.turn, right.run, right.first)
                else { continue }
            }
            best = index
        }
        guard let index = best else { return .nothing(here) }
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
                doubtIsOver: part.doubtUntil.map { $0 <= now } ?? true,
                doubtLeft: .nanoseconds(max((part.doubtUntil ?? now) - now, 0)),
                queued: part.counts[.queued], uncertain: part.counts[.uncertain],
                setbacks: part.setbacks, canary: nil, today: Self.today, graceBankDays: 0,
                amiliDoubtUntil: part.amiliDoubtUntil, lostTimes: lostTimes.map(\.time),
                history: here, crashes: part.crashes))
    }

    /// Whether no part of the creditor may be claimed for its own rate: because as many are as the
    /// rate can send while their look-ups hold, or because the worker has such a part in hand.
    private func isHeldByItsRate(_ creditor: CreditorID, _ worker: WorkerID) -> Bool {
        func isRated(_ creditor: CreditorID) -> Bool {
            (gates[creditor] ?? Gate()).rate < Gate.noLimit
        }
        guard isRated(creditor), let rate = gates[creditor]?.rate else { return false }
        let claimed = parts.filter { $0.state == .claimed }
        let most = max(
            1, rate * ClaimedPart.lookUpLife.seconds / Double(ClaimedPart.mostReminders))
        return Double(claimed.count { $0.creditor == creditor }) >= most
            || claimed.contains { $0.worker == worker && isRated($0.creditor) }
    }

    func index(of claim: PartClaim, heldBy worker: WorkerID) -> Int? {
        guard let index = index(claim.run, claim.first), parts[index].attempt == claim.attempt,
            parts[index].worker == worker, parts[index].state == .claimed
        else { return nil }
        return index
    }

    func read(_ claimed: ClaimedPart, by worker: WorkerID, _ now: Int64) -> PartReading {
        guard let index = index(of: claimed.claim, heldBy: worker) else { return .leaseLost }
        let part = parts[index]
        let creditor = creditors[part.creditor]!
        let reminders = runs[part.run]!.reminders
        var open: [OpenReminder] = []
        open.reserveCapacity(part.counts.open)
        for position in part.first...part.last {
            let reminder = reminders[position - 1]
            guard !reminder.state.isFinal else { continue }
            open.append(
                OpenReminder(
                    position: position, state: reminder.state, attempts: reminder.attempts,
                    doubtSince: reminder.doubtSince, number: reminder.number,
                    invoice: creditor.invoices[reminder.number.key],
                    amiliDoubtSince: reminder.amiliDoubtSince))
        }
        return .reminders(open, canary: creditor.canary, databaseNow: Self.seconds(now))
    }

    mutating func giveBack(_ claim: PartClaim, by worker: WorkerID, _ how: Return, _ now: Int64) {
        guard let index = index(of: claim, heldBy: worker) else { return }
        parts[index].worker = nil
        parts[index].turn = max(parts[index].turn, virtualTurn)
        switch how {
        case .ready:
            parts[index].state = .ready
            parts[index].setbacks = 0
        case .waiting(let span, let setback):
            parts[index].state = .waiting
            parts[index].dueAt = now + span.wholeNanoseconds
            parts[index].setbacks = setback ? min(parts[index].setbacks + 1, 30) : 0
            if setback { parts[index].turn += 1 }
        case .parked:
            parts[index].state = .waiting
            // By its run, with something in doubt, it only waits until it can be asked about; a
            // creditor's gate holds the question back, too.
            let isPaused = runs[parts[index].run]!.paused
            parts[index].dueAt =
                isPaused && parts[index].counts[.uncertain] > 0
                ? max(parts[index].doubtUntil ?? now, now) : .max
            parts[index].setbacks = 0
        }
        check(index)
    }

    mutating func claimFirstLetter(_ part: ClaimedPart) -> Bool {
        let creditor = creditors[part.creditor]!
        guard creditor.canary == nil else { return false }
        if let firstLetter = creditor.firstLetter,
            firstLetter != (part.claim.run, part.claim.first),
            let other = index(firstLetter.run, firstLetter.first), parts[other].state == .claimed
        {
            return false
        }
        let isInDoubt = parts.contains {
            $0.creditor == part.creditor && $0.counts[.uncertain] > 0
                && !($0.run == part.claim.run && $0.first == part.claim.first)
        }
        if isInDoubt { return false }
        creditors[part.creditor]?.firstLetter = (part.claim.run, part.claim.first)
        return true
    }

    // MARK: Slots

    mutating func reserve(
        _ wanted: Int, to purpose: Purpose, for claimed: ClaimedPart, by worker: WorkerID,
        _ now: Int64
    ) -> Reservation {
        guard isAlive(worker) else { return .dead }
        guard let index = index(of: claimed.claim, heldBy: worker) else { return .leaseLost }
        let part = parts[index]
        let run = runs[part.run]!
        let own = gates[part.creditor] ?? Gate()
        if purpose == .send, part.stopped || run.stopped { return .stopped }
        let horizon = Self.horizon(purpose)
        let narrowIsOpen =
            !own.paused && own.closedUntil <= now && !(purpose == .send && run.paused)
        let wideIsOpen =
            !amili.paused && amili.closedUntil <= now && amili.tat < now + horizon
        // A creditor's own rate is counted from where its calls would leave.
        let front = own.rate.isFinite ? max(amili.tat, now) : now
        let reach = min(horizon / 4, now + horizon - front)
        if narrowIsOpen, wideIsOpen, own.tat < front + reach {
            var narrow = own
            let (granted, narrowFirst) = Self.take(wanted, &narrow, rateShare, front, reach)
            gates[part.creditor] = narrow
            let (count, first) = Self.take(granted, &amili, rateShare, now, horizon)
            let spacing = max(1 / amili.rate, 1 / own.rate) / rateShare
            // Before Amili was asked the slot is for the question.
            if purpose == .send, let at = claimed.lookedUpAt, part.sentAttempt != part.attempt {
                parts[index].asked = (at, part.attempt)
                parts[index].sentAttempt = part.attempt
            }
            return .slots(
                count: count, firstIn: .nanoseconds(max(first, narrowFirst) - now),
                spacing: .nanoseconds(Int64(spacing * 1e9)),
                fleetSpacing: .nanoseconds(Int64(1 / amili.rate / rateShare * 1e9)))
        }
        if amili.paused { return .closed(left: nil) }
        if amili.closedUntil > now { return .closed(left: .nanoseconds(amili.closedUntil - now)) }
        if !narrowIsOpen { return .parked }
        let wide = max(amili.tat - now, 0) - horizon
        let narrow = own.tat - front - horizon / 4
        return .busy(.nanoseconds(max(max(wide, narrow) + 10_000_000, 1_000_000)))
    }

    /// - Returns: how many slots, and when the first of them is.
    private static func take(
        _ wanted: Int, _ gate: inout Gate, _ share: Double, _ now: Int64, _ horizon: Int64
    ) -> (Int, Int64) {
        let first = max(gate.tat, now)
        let rate = gate.rate * share
        let room = Double(now + horizon - first) / 1e9 * rate
        let count = min(wanted, Int(room.rounded(.up)))
        gate.tat = first + Int64(Double(count) / rate * 1e9)
        return (count, first)
    }

    // MARK: Gates

    mutating func closeGate(
        _ creditor: CreditorID?, for span: Duration, _ cause: GateCause, _ now: Int64
    ) {
        let until = now + span.wholeNanoseconds
        func close(_ gate: inout Gate) {
            if gate.closedUntil <= until { gate.cause = cause }
            gate.closedUntil = max(gate.closedUntil, until)
            gate.tat = min(gate.tat, now)
        }
        guard let creditor else { return close(&amili) }
        close(&gates[creditor, default: Gate()])
        park { $0.creditor == creditor }
    }

    /// Those with something in doubt go on asking.
    mutating func pauseRun(_ run: RunID, _ now: Int64) {
        if runs[run]?.paused == false { runs[run]?.barredAt = now }
        runs[run]?.paused = true
        park { $0.run == run && $0.counts[.uncertain] == 0 }
    }

    private mutating func park(_ belongs: (Part) -> Bool) {
        for index in parts.indices where parts[index].state == .ready && belongs(parts[index]) {
            parts[index].state = .waiting
            parts[index].dueAt = .max
        }
    }

    func workLeft() -> WorkLeft {
        var left = WorkLeft(moving: 0, waitingForHuman: 0)
        for part in parts where part.state != .done {
            // What a cancelled part has queued is taken back by itself.
            let isInDoubt = part.counts[.uncertain] > 0
            let isHuman =
                (!part.stopped || isInDoubt)
                && (part.state == .stuck || amili.paused
                    || runs[part.run]!.paused && !isInDoubt
                    || gates[part.creditor]?.paused == true)
            if isHuman { left.waitingForHuman += 1 } else { left.moving += 1 }
        }
        return left
    }

    // MARK: What humans do

    /// The queued ones of parts that nobody holds follow when somebody tends the ledger.
    mutating func cancel(_ run: RunID, _ now: Int64) {
        guard runs[run]?.done == false, runs[run]?.stopped == false else { return }
        runs[run]?.stopped = true
        if runs[run]?.barredAt == nil { runs[run]?.barredAt = now }
        for index in partIndices(of: run) { parts[index].stopped = true }
    }

    mutating func resume(_ run: RunID) {
        runs[run]?.paused = false
        if runs[run]?.stopped == false { runs[run]?.barredAt = nil }
    }

    /// One creditor, or all of Amili (nil). Resuming opens the gate whatever closed it, but for the
    /// fleet's standing still.
    mutating func setPaused(_ isPaused: Bool, _ creditor: CreditorID?, _ now: Int64) {
        func set(_ gate: inout Gate) {
            if isPaused { gate.barredAt = gate.barredAt ?? now } else { gate.barredAt = nil }
            gate.paused = isPaused
            if !isPaused { gate.closedUntil = gate.standsUntil }
        }
        guard let creditor else { return set(&amili) }
        set(&gates[creditor, default: Gate()])
        if isPaused { park { $0.creditor == creditor } }
    }

    mutating func pay(_ key: String, of creditor: CreditorID, _ now: Int64) {
        guard creditors[creditor]?.invoices[key] != nil else { return }
        creditors[creditor]?.invoices[key]?.flags.insert(.paid)
        if creditors[creditor]?.paidAt[key] == nil { creditors[creditor]?.paidAt[key] = now }
    }

    /// Reminders that a human may decide about: their doubt is over, and no worker holds them.
    func undecided(_ now: Int64) -> [(run: RunID, position: Int)] {
        parts.filter {
            [.ready, .waiting, .stuck].contains($0.state) && $0.counts[.uncertain] > 0
                && isDoubtOver($0, now)
        }.flatMap { part in
            (part.first...part.last)
                .filter { runs[part.run]!.reminders[$0 - 1].state == .uncertain }
                .map { (part.run, $0) }
        }
    }

    /// By both clocks: the ledger's may be set forward.
    private func isDoubtOver(_ part: Part, _ now: Int64) -> Bool {
        guard let until = part.amiliDoubtUntil,
            let amiliNow = workers.values.compactMap(\.amiliAt).max()
        else { return false }
        return amiliNow > until && part.doubtUntil.map { $0 <= now } ?? true
    }

    /// - Parameter caseID: what the human found at Amili; nil: nothing, and the reminder is queued
    ///   again, to be looked up once more like any other.
    /// - Returns: false if it is not in doubt, or if that is not over and no case was found.
    @discardableResult
    mutating func decide(
        _ run: RunID, _ position: Int, caseID: String?, _ now: Int64
    ) -> Bool {
        guard let found = runs[run], found.reminders[position - 1].state == .uncertain,
            let index = index(run, (position - 1) / found.partSize * found.partSize + 1),
            caseID != nil || isDoubtOver(parts[index], now)
        else { return false }
        let isStopped = parts[index].stopped
        runs[run]!.reminders[position - 1].state =
            caseID != nil ? .accepted : isStopped ? .cancelled : .queued
        runs[run]!.reminders[position - 1].caseID = caseID
        runs[run]!.reminders[position - 1].reason =
            caseID == nil && isStopped ? .cancelledByUser : nil
        freePermit(run, position)
        if let due = parts[index].dueAt, parts[index].state == .waiting {
            parts[index].dueAt = min(due, now)
        }
        recount(index)
        check(index)
        return true
    }

    /// A human has looked after what killed its workers.
    mutating func unstick() {
        for index in parts.indices where parts[index].state == .stuck {
            parts[index].state = .ready
            parts[index].crashes = 0
            parts[index].stuckUntil = nil
        }
    }
}
