import Reminders

/// What workers write back, and what must hold after every change.
extension InMemoryLedger {
    mutating func settle(
        _ claimed: ClaimedPart, by worker: WorkerID, _ settlements: [Settlement],
        evidence facts: [Evidence], settleDelay: Duration, _ now: Int64
    ) -> Settled {
        let claim = claimed.claim
        noteCanary(settlements, claimed, now)
        evidence += facts
        for fact in facts where !fact.incident.isEmpty {
            if let position = fact.position { openIncident(claim.run, position, fact.incident) }
        }
        guard let index = index(of: claim, heldBy: worker) else {
            settleLate(claimed, settlements)
            return .leaseLost
        }
        guard !settlements.isEmpty else {
            return .settled(
                queued: parts[index].counts[.queued], uncertain: parts[index].counts[.uncertain])
        }
        for settlement in settlements { write(settlement, parts[index], now) }
        if settlements.contains(where: { $0.state == .uncertain }) {
            beginDoubt(index, settleDelay, amiliNow: claimed.amiliNow, now)
        }
        if settlements.contains(where: \.countsAttempt) { parts[index].crashes = 0 }
        recount(index)
        check(index)
        return .settled(
            queued: parts[index].counts[.queued], uncertain: parts[index].counts[.uncertain])
    }

    /// The creditor's first case becomes its canary; one of a later run takes over in time. A case
    /// is a case even if the lease is lost.
    private mutating func noteCanary(
        _ settlements: [Settlement], _ part: ClaimedPart, _ now: Int64
    ) {
        guard part.canary == nil || part.claim.first == 1, let run = runs[part.claim.run],
            let accepted = settlements.first(where: { $0.state == .accepted }),
            let creditor = creditors[part.creditor]
        else { return }
        let number = run.reminders[accepted.position - 1].number
        if creditor.canary == nil {
            creditors[part.creditor]?.canary = number
        } else if creditor.nextCanary == nil {
            creditors[part.creditor]?.nextCanary = (number, now)
        } else {
            return
        }
        creditors[part.creditor]?.firstLetter = nil
    }

    /// A replay changes nothing; out of doubt leads only a case, somebody else's letter, or a proof
    /// that there is none.
    private mutating func write(_ settlement: Settlement, _ part: Part, _ now: Int64) {
        let old = runs[part.run]!.reminders[settlement.position - 1]
        guard !old.state.isFinal, old.state != settlement.state,
            old.state == .queued || [.accepted, .skipped].contains(settlement.state)
                || settlement.endsDoubt
        else { return }
        if settlement.endsDoubt, part.doubtTrulyUntil > now - clockOffset {
            violations.append(
                "run \(part.run), \(settlement.position): doubt ended before its time")
        }
        var new = old
        new.state = settlement.state
        new.reason = settlement.reason
        new.caseID = settlement.caseID ?? old.caseID
        if settlement.countsAttempt { new.attempts += 1 }
        if settlement.state == .uncertain {
            if old.state == .queued {
                new.amiliDoubtSince = old.amiliDoubtSince ?? part.askedAt
            }
            new.doubtSince = old.doubtSince ?? Self.seconds(part.claimedAt)
        }
        runs[part.run]!.reminders[settlement.position - 1] = new
        freePermit(part.run, settlement.position)
    }

    mutating func freePermit(_ run: RunID, _ position: Int) {
        let reminder = runs[run]!.reminders[position - 1]
        let creditor = runs[run]!.creditor
        guard [.skipped, .rejected, .failed, .cancelled].contains(reminder.state),
            creditors[creditor]!.permits[reminder.number.key]?.run == run
        else { return }
        creditors[creditor]!.permits[reminder.number.key] = nil
    }

    /// The lease is lost: a case still counts, whatever the reminder is by now.
    private mutating func settleLate(_ claimed: ClaimedPart, _ settlements: [Settlement]) {
        let run = claimed.claim.run
        guard let index = index(run, claimed.claim.first) else { return }
        let accepted = settlements.filter { $0.state == .accepted }
        if accepted.isEmpty { return }
        for settlement in accepted {
            let position = settlement.position
            let key = runs[run]!.reminders[position - 1].number.key
            if runs[run]!.reminders[position - 1].state != .accepted {
                runs[run]!.reminders[position - 1].state = .accepted
                runs[run]!.reminders[position - 1].caseID = settlement.caseID
                runs[run]!.reminders[position - 1].reason = nil
            }
            let holder = creditors[claimed.creditor]!.permits[key] ?? (run, position)
            creditors[claimed.creditor]!.permits[key] = holder
            let known = runs[run]!.reminders[position - 1].caseID
            if known != settlement.caseID || holder != (run, position) {
                openIncident(run, position, [settlement.caseID, known].compactMap { $0 })
            }
        }
        parts[index].crashes = 0
        recount(index)
        check(index)
    }

    mutating func recount(_ index: Int) {
        let part = parts[index]
        var counts = Counts()
        for position in part.first...part.last {
            counts[runs[part.run]!.reminders[position - 1].state] += 1
        }
        parts[index].counts = counts
        if counts.open == 0 {
            parts[index].state = .done
            parts[index].worker = nil
            parts[index].dueAt = nil
        }
    }

    // MARK: What must always hold

    /// Of one part, after every change of it.
    mutating func check(_ index: Int) {
        let part = parts[index]
        var broken: [String] = []
        func must(_ holds: Bool, _ what: @autoclosure () -> String) {
            if !holds { broken.append("part \(part.run)/\(part.first): \(what())") }
        }
        must((part.state == .claimed) == (part.worker != nil), "claimed by nobody")
        must((part.state == .waiting) == (part.dueAt != nil), "waits for nothing")
        must((part.state == .done) == (part.counts.open == 0), "done is not done")
        must(part.counts[.uncertain] == 0 || part.doubtUntil != nil, "in doubt without an end")
        let permits = creditors[part.creditor]!.permits
        let reminders = runs[part.run]!.reminders
        var counts = Counts()
        for position in part.first...part.last {
            let reminder = reminders[position - 1]
            counts[reminder.state] += 1
            let holder = permits[reminder.number.key]
            let holds = holder.map { $0 == (part.run, position) } ?? false
            switch reminder.state {
            case .queued, .uncertain:
                must(holds, "no permit of \(position) in \(reminder.state)")
            case .accepted:
                must(holder != nil, "no permit of \(position), which has a case")
                must(reminder.caseID != nil, "\(position) accepted without a case")
            case .rejected, .skipped, .failed, .cancelled, .manual:
                must(!holds, "\(position) in \(reminder.state) keeps its permit")
                must(
                    reminder.reason != nil || reminder.state == .cancelled
                        || reminder.state == .manual, "\(position) ended without a reason")
            }
            must(
                reminder.state != .uncertain || reminder.doubtSince != nil,
                "\(position) is in doubt since never")
        }
        must(counts == part.counts, "the counts are not what is counted")
        must(counts.total == part.last - part.first + 1, "the counts do not add up")
        violations += broken
    }

    /// Of everything: the parts of each run are its reminders, each once.
    mutating func checkAll() {
        for index in parts.indices { check(index) }
        for (id, run) in runs.sorted(by: { $0.key < $1.key }) {
            var next = 1
            for part in parts[partIndices(of: id)] {
                if part.first != next { violations.append("run \(id): a gap before \(part.first)") }
                next = part.last + 1
            }
            if next != run.reminders.count + 1 { violations.append("run \(id): parts are missing") }
            if run.done, parts[partIndices(of: id)].contains(where: { $0.state != .done }) {
                violations.append("run \(id) is done, and a part of it is not")
            }
        }
    }
}
