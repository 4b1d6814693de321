import Reminders

/// A book that goes back in time, what it has forgotten, and a clock that is set back.
extension InMemoryLedger {
    struct Lost {
        /// Amili's seconds.
        var time: LostTime
        /// The ledger's nanoseconds.
        var closesAfter: Int64
    }

    /// Becomes what it was when `past` was copied, on a new timeline. Numbers given out since are
    /// not given out again: sequences are logged ahead of their use, and workers' are drawn.
    /// - Parameter now: of the virtual clock.
    mutating func goBack(to past: InMemoryLedger, _ now: Int64) {
        let present = self
        self = past
        lastWorker = present.lastWorker
        lastRun = present.lastRun
        violations = present.violations
        timeline = present.timeline + 1
        clockOffset = present.clockOffset
        // What it believes to be stopped may have gone on since: the second begins anew.
        func begin(_ gate: inout Gate) { if gate.barredAt != nil { gate.barredAt = now } }
        begin(&amili)
        for creditor in gates.keys { begin(&gates[creditor]!) }
        for run in runs.keys where runs[run]?.barredAt != nil { runs[run]?.barredAt = now }
    }

    /// Nobody sends for a while, and this is where the ledger stands from now on.
    mutating func standStill(
        for span: Duration, amiliNow: Int64?, _ now: Int64
    ) -> Duration? {
        // Else a step that is noticed only afterwards would move this back, too.
        let step = lookAtClock(now)
        closeGate(nil, for: span, .history, now)
        let until = now + span.wholeNanoseconds
        let byAmili = amiliNow.map { $0 + span.wholeNanoseconds / 1_000_000_000 }
        amili.standsUntil = max(amili.standsUntil, until)
        era = (system, timeline)
        let heard = parts.compactMap { $0.asked?.at } + pollOf.values.compactMap(\.watermark)
        let since =
            heard.max().map { $0 - 60 } ?? runs.values.map(\.createdAt).min().map { $0 - 600 }
            ?? Self.seconds(now)
        if let open = lostTimes.firstIndex(where: { $0.time.until == nil }) {
            lostTimes[open].closesAfter = max(lostTimes[open].closesAfter, until)
            let known = [lostTimes[open].time.closesAfter, byAmili].compactMap { $0 }.max()
            lostTimes[open].time = LostTime(
                since: min(lostTimes[open].time.since, since), until: nil, closesAfter: known)
        } else {
            lostTimes.append(
                Lost(
                    time: LostTime(since: since, until: nil, closesAfter: byAmili),
                    closesAfter: until))
        }
        let lost = lostTimes.filter { $0.time.until == nil }.map(\.time.since).min()
        for creditor in creditors.keys { pollAnew(creditor, lost ?? .max, now) }
        return step
    }

    /// From before what is lost. Whoever has the turn has lost it.
    mutating func pollAnew(_ creditor: CreditorID, _ since: Int64, _ now: Int64) {
        var poll = pollOf[creditor] ?? Self.firstPoll
        poll.turn += 1
        poll.heldUntil = 0
        poll.changes = Turn.Place()
        poll.watermark = poll.watermark.map { min($0, since) }
        poll.changesDueAt = min(poll.changesDueAt, now)
        pollOf[creditor] = poll
    }

    mutating func noteLookUp(
        _ part: ClaimedPart, by worker: WorkerID, amiliNow: Int64, settleDelay: Duration,
        _ now: Int64
    ) {
        if part.lostTimes.contains(where: { $0.until == nil }) {
            closeLostTime(amiliNow, askedAt: .max, now)
        }
        guard let index = index(of: part.claim, heldBy: worker) else { return }
        parts[index].asked = (amiliNow, part.claim.attempt)
        if parts[index].counts[.uncertain] > 0, parts[index].amiliDoubtUntil == nil {
            parts[index].amiliDoubtUntil = amiliNow + settleDelay.wholeNanoseconds / 1_000_000_000
        }
    }

    /// - Parameter askedAt: by the ledger's clock.
    mutating func closeLostTime(_ amili: Int64, askedAt: Int64, _ now: Int64) {
        for index in lostTimes.indices
        where lostTimes[index].time.until == nil && lostTimes[index].closesAfter <= now
            && lostTimes[index].closesAfter <= askedAt
            && lostTimes[index].time.closesAfter.map({ $0 <= amili }) ?? true
        {
            let (since, closes) = (lostTimes[index].time.since, lostTimes[index].time.closesAfter)
            lostTimes[index].time = LostTime(
                since: since, until: max(since, amili), closesAfter: closes)
        }
    }

    /// Cases made in lost time that no reminder has are taken for the letters that went then.
    mutating func adopt(_ cases: [FollowedCase], of creditor: CreditorID) {
        for found in cases where lostTimes.contains(where: { $0.time.covers(found.createdAt) }) {
            let key = found.invoiceKey
            var holders: [(run: RunID, position: Int)] = []
            for (id, run) in runs where run.creditor == creditor {
                for (index, reminder) in run.reminders.enumerated()
                where reminder.number.key == key { holders.append((id, index + 1)) }
            }
            func reminder(_ holder: (run: RunID, position: Int)) -> Reminder {
                runs[holder.run]!.reminders[holder.position - 1]
            }
            guard !holders.contains(where: { reminder($0).caseID == found.caseID }) else {
                continue
            }
            let permit = creditors[creditor]!.permits[key]
            let latest = holders.max { ($0.run, -$0.position) < ($1.run, -$1.position) }
            guard let holder = permit ?? latest,
                ![.accepted, .manual].contains(reminder(holder).state)
            else { continue }
            adopt(found, holder, creditor)
        }
    }

    private mutating func adopt(
        _ found: FollowedCase, _ holder: (run: RunID, position: Int), _ creditor: CreditorID
    ) {
        let size = runs[holder.run]!.partSize
        guard let index = index(holder.run, (holder.position - 1) / size * size + 1) else { return }
        runs[holder.run]!.reminders[holder.position - 1].state = .accepted
        runs[holder.run]!.reminders[holder.position - 1].caseID = found.caseID
        runs[holder.run]!.reminders[holder.position - 1].reason = .foundAfterSetBack
        creditors[creditor]!.permits[found.invoiceKey] = holder
        recount(index)
        check(index)
    }

    mutating func beginDoubt(
        _ index: Int, _ settleDelay: Duration, amiliNow: Int64?, _ now: Int64
    ) {
        let span = settleDelay.wholeNanoseconds
        parts[index].doubtFor = max(parts[index].doubtFor, span)
        parts[index].doubtUntil = max(parts[index].doubtUntil ?? .min, now + span)
        parts[index].doubtTrulyUntil = max(
            parts[index].doubtTrulyUntil, now - clockOffset + span)
        // An end that is not known is not an earlier one: the next question tells.
        parts[index].amiliDoubtUntil = amiliNow.map {
            max(parts[index].amiliDoubtUntil ?? .min, $0 + span / 1_000_000_000)
        }
    }

    // MARK: The clock

    /// What lies ahead moves back with the clock; and nothing lies further ahead than it may.
    /// - Returns: by how much the clock was found set back, if it was.
    mutating func lookAtClock(_ now: Int64) -> Duration? {
        let second: Int64 = 1_000_000_000
        let step = clockSeen - now
        clockSeen = now
        if step > second { moveBack(step, now) }
        func bound(_ gate: inout Gate, rate: Double? = nil) {
            let horizon = now + second + Int64(4 / (rate ?? gate.rate) * 1e9)
            if gate.tat > horizon { gate.tat = now }
            gate.closedUntil = min(gate.closedUntil, max(gate.standsUntil, now + 3600 * second))
        }
        bound(&amili)
        bound(&polls, rate: amili.rate / 10)
        for creditor in gates.keys { bound(&gates[creditor]!) }
        for index in parts.indices where parts[index].counts[.uncertain] > 0 {
            parts[index].doubtUntil = parts[index].doubtUntil.map {
                min($0, now + parts[index].doubtFor)
            }
        }
        return step > second ? .nanoseconds(step) : nil
    }

    private mutating func moveBack(_ step: Int64, _ now: Int64) {
        func back(_ moment: inout Int64) { if moment > now, moment < .max { moment -= step } }
        func back(_ gate: inout Gate) {
            gate.tat = min(gate.tat, now)
            back(&gate.closedUntil)
            back(&gate.standsUntil)
        }
        back(&amili)
        back(&polls)
        for creditor in gates.keys { back(&gates[creditor]!) }
        for index in parts.indices {
            if parts[index].dueAt != nil { back(&parts[index].dueAt!) }
            if parts[index].doubtUntil != nil { back(&parts[index].doubtUntil!) }
        }
        for creditor in pollOf.keys {
            back(&pollOf[creditor]!.heldUntil)
            back(&pollOf[creditor]!.changesDueAt)
            back(&pollOf[creditor]!.wholeDueAt)
        }
        for creditor in activations.keys {
            back(&activations[creditor]!.heldUntil)
            back(&activations[creditor]!.dueAt)
        }
        for index in lostTimes.indices { back(&lostTimes[index].closesAfter) }
    }
}
