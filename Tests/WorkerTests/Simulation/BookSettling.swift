import Reminders

@testable import Worker

extension Book {
    // MARK: Slots and gates

    mutating func reserve(
        _ wanted: Int, to purpose: Purpose, for claimed: ClaimedPart, by worker: WorkerID,
        _ now: Int64
    ) -> Reservation {
        guard isAlive(worker) else { return .dead }
        guard let index = index(of: claimed.claim, heldBy: worker) else { return .leaseLost }
        let part = parts[index]
        let run = runs[part.run]!
        if purpose == .send, part.stopped || run.stopped { return .stopped }
        if amili.paused { return .closed(left: nil) }
        if amili.closedUntil > now { return .closed(left: .nanoseconds(amili.closedUntil - now)) }
        let own = gates[part.creditor] ?? Gate()
        if own.paused || own.closedUntil > now || (purpose == .send && run.paused) {
            return .parked
        }
        let horizon = now + 800_000_000
        let tat = max(amili.tat, own.tat)
        guard tat < horizon else { return .busy(.nanoseconds(tat - horizon + 1_000_000)) }
        let spacing = Int64(1e9 / min(amili.rate, own.rate))
        let first = max(tat, now)
        let granted = min(wanted, Int((horizon - first + spacing - 1) / spacing))
        let next = first + spacing * Int64(granted)
        amili.tat = next
        gates[part.creditor, default: Gate()].tat = next
        return .slots(
            count: granted, firstIn: .nanoseconds(first - now), spacing: .nanoseconds(spacing))
    }

    mutating func closeGate(_ creditor: CreditorID?, for span: Duration, _ now: Int64) {
        let until = now + span.wholeNanoseconds
        guard let creditor else {
            amili.closedUntil = max(amili.closedUntil, until)
            amili.tat = min(amili.tat, now)
            return
        }
        gates[creditor, default: Gate()].closedUntil = until
        park { $0.creditor == creditor }
    }

    mutating func standStill(for span: Duration, _ now: Int64) {
        closeGate(nil, for: span, now)
        knownTimeline = timeline
    }

    mutating func pauseRun(_ run: RunID) {
        runs[run]?.paused = true
        park { $0.run == run }
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
            let isHuman =
                part.state == .stuck || runs[part.run]!.paused || amili.paused
                || gates[part.creditor]?.paused == true
            if isHuman { left.waitingForHuman += 1 } else { left.moving += 1 }
        }
        return left
    }

    // MARK: Settling

    mutating func settle(
        _ claimed: ClaimedPart, by worker: WorkerID, _ settlements: [Settlement],
        evidence facts: [Evidence], settleDelay: Duration, _ now: Int64
    ) -> Settled {
        evidence += facts
        incidents += facts.map(\.incident).filter { !$0.isEmpty }
        if Set(settlements.map(\.position)).count != settlements.count {
            violations.append("two settlements of one reminder in one settle")
        }
        let claim = claimed.claim
        guard let index = index(of: claim, heldBy: worker) else {
            settleLate(claimed, settlements)
            return .leaseLost
        }
        for settlement in settlements { write(settlement, parts[index], now) }
        if let accepted = settlements.first(where: { $0.state == .accepted }),
            creditors[claimed.creditor]!.canary == nil
        {
            let number = runs[claim.run]!.reminders[accepted.position - 1].number
            creditors[claimed.creditor]!.canary = number
            creditors[claimed.creditor]!.pioneer = nil
        }
        if settlements.contains(where: { $0.state == .uncertain }) {
            let until = now + settleDelay.wholeNanoseconds
            parts[index].doubtUntil = max(parts[index].doubtUntil, until)
        }
        if !settlements.isEmpty { parts[index].crashes = 0 }
        recount(index)
        check(index)
        return .settled(
            queued: parts[index].counts[.queued, default: 0],
            uncertain: parts[index].counts[.uncertain, default: 0])
    }

    private mutating func write(_ settlement: Settlement, _ part: Part, _ now: Int64) {
        let old = runs[part.run]!.reminders[settlement.position - 1]
        guard (part.first...part.last).contains(settlement.position) else {
            violations.append("position \(settlement.position) is not of part \(part.first)")
            return
        }
        // A replay changes nothing; out of doubt leads only a proof.
        guard !old.state.isFinal, old.state != settlement.state else { return }
        if old.state == .uncertain, settlement.state == .queued, !settlement.endsDoubt { return }
        if old.state == .uncertain, ![.accepted, .skipped].contains(settlement.state),
            !settlement.endsDoubt
        {
            violations.append("\(settlement.position): uncertain to \(settlement.state) unproven")
        }
        if settlement.endsDoubt, part.doubtUntil > now {
            violations.append("\(settlement.position): doubt ended before its time")
        }
        var new = old
        new.state = settlement.state
        new.reason = settlement.reason
        new.caseID = settlement.caseID ?? old.caseID
        if settlement.countsAttempt { new.attempts += 1 }
        if settlement.state == .uncertain {
            new.doubtSince = old.doubtSince ?? Self.seconds(part.claimedAt)
        }
        runs[part.run]!.reminders[settlement.position - 1] = new
        freePermit(part.run, settlement.position)
    }

    private mutating func freePermit(_ run: RunID, _ position: Int) {
        let reminder = runs[run]!.reminders[position - 1]
        let creditor = runs[run]!.creditor
        guard [.skipped, .rejected, .failed, .cancelled].contains(reminder.state),
            let permit = creditors[creditor]!.permits[reminder.number.key], permit.run == run
        else { return }
        creditors[creditor]!.permits[reminder.number.key] = nil
    }

    mutating func set(
        _ run: RunID, _ position: Int, _ state: ReminderState, _ reason: Reason? = nil
    ) {
        runs[run]!.reminders[position - 1].state = state
        runs[run]!.reminders[position - 1].reason = reason
        freePermit(run, position)
    }

    /// The lease is lost: a case still counts, whatever the reminder is by now.
    private mutating func settleLate(_ claimed: ClaimedPart, _ settlements: [Settlement]) {
        let run = claimed.claim.run
        for settlement in settlements where settlement.state == .accepted {
            let old = runs[run]!.reminders[settlement.position - 1]
            if old.state == .accepted {
                if old.caseID != settlement.caseID {
                    incidents.append([old.caseID, settlement.caseID].compactMap { $0 })
                }
                continue
            }
            runs[run]!.reminders[settlement.position - 1].state = .accepted
            runs[run]!.reminders[settlement.position - 1].caseID = settlement.caseID
            runs[run]!.reminders[settlement.position - 1].reason = nil
            let key = old.number.key
            let holder = creditors[claimed.creditor]!.permits[key]
            if let holder, holder.run != run {
                incidents.append([settlement.caseID ?? ""])
            } else {
                creditors[claimed.creditor]!.permits[key] = (run, settlement.position)
            }
        }
        guard
            let index = parts.firstIndex(where: {
                $0.run == run && $0.first == claimed.claim.first
            })
        else { return }
        recount(index)
        check(index)
    }

    mutating func recount(_ index: Int) {
        let part = parts[index]
        var counts: [ReminderState: Int] = [:]
        for position in part.first...part.last {
            counts[runs[part.run]!.reminders[position - 1].state, default: 0] += 1
        }
        parts[index].counts = counts
        if counts[.queued, default: 0] + counts[.uncertain, default: 0] == 0 {
            parts[index].state = .done
            parts[index].worker = nil
            parts[index].dueAt = nil
        } else if part.state == .done {
            parts[index].state = .ready
        }
    }

    // MARK: What must always hold

    mutating func check(_ index: Int) {
        let part = parts[index]
        func must(_ holds: Bool, _ what: String) -> [String] {
            holds ? [] : ["part \(part.run)/\(part.first): \(what)"]
        }
        let open = part.counts[.queued, default: 0] + part.counts[.uncertain, default: 0]
        var broken = must(
            part.counts.values.reduce(0, +) == part.last - part.first + 1, "counts do not add up")
        broken += must((part.state == .claimed) == (part.worker != nil), "claimed by nobody")
        broken += must((part.state == .waiting) == (part.dueAt != nil), "waits for nothing")
        broken += must((part.state == .done) == (open == 0), "done is not done")
        for position in part.first...part.last {
            let reminder = runs[part.run]!.reminders[position - 1]
            let permit = creditors[part.creditor]!.permits[reminder.number.key]
            let holds = permit.map { $0 == (part.run, position) } ?? false
            let mustHold = [.queued, .uncertain, .accepted].contains(reminder.state)
            broken += must(holds == mustHold, "permit of \(position) in \(reminder.state)")
            broken += must(
                reminder.state != .accepted || reminder.caseID != nil, "accepted without a case")
            broken += must(
                ![.rejected, .skipped, .failed].contains(reminder.state) || reminder.reason != nil,
                "\(position) ended without a reason")
        }
        violations += broken
    }
}
