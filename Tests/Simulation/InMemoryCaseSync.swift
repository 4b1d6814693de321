import Reminders

/// After the letter: turns and what is written under them.
extension InMemoryLedger {
    struct Poll {
        var turn: Int64 = 0
        var heldUntil: Int64 = 0
        var failures = 0
        var changesDueAt: Int64
        /// Amili's seconds.
        var watermark: Int64?
        var changes = Turn.Place()
        /// When its first page was taken, by the ledger's clock.
        var changesTakenAt: Int64 = 0
        var wholeDueAt: Int64
        var whole = Turn.Place()
    }

    private static let second: Int64 = 1_000_000_000
    private static let turnLife = 90 * second

    struct Activation {
        let details: ActivationDetails
        var state = ActivationState.pending
        var isHandedIn = false
        var step: ActivationStep?
        var cause: ActivationCause?
        var issues: [ActivationIssue] = []
        var turn: Int64 = 0
        var heldUntil: Int64 = 0
        var dueAt: Int64 = 0
        var asked = 0
    }

    /// What a human agreed to.
    mutating func requestActivation(_ creditor: CreditorID, _ details: ActivationDetails) {
        activations[creditor] = Activation(details: details)
    }

    private mutating func takeActivationTurn(_ now: Int64) -> Turn? {
        let due = activations.filter {
            $0.value.state == .pending && $0.value.heldUntil <= now && $0.value.dueAt <= now
                && isOpen($0.key, now)
        }
        guard let creditor = due.keys.sorted().first, var activation = activations[creditor]
        else { return nil }
        activation.turn += 1
        activation.heldUntil = now + heldFor
        activations[creditor] = activation
        return Turn(
            creditor: creditor, handle: "acme\(creditor)", party: creditors[creditor]!.party,
            number: activation.turn,
            task: .activation(
                activation.details,
                activation.step
                    ?? .read(
                        mayHandIn: !activation.isHandedIn && activation.cause != .partnerOnly)))
    }

    /// A turn may wait for its slot behind a letter.
    private var heldFor: Int64 { Self.turnLife + Int64(2 / amili.rate * 1e9) }

    private mutating func endActivation(_ turn: Turn, _ how: TurnEnd, _ now: Int64) {
        guard var activation = activations[turn.creditor], activation.turn == turn.number else {
            return
        }
        activation.heldUntil = 0
        func later() {
            activation.dueAt = now + min(2 << Int64(min(activation.asked, 10)), 600) * Self.second
            activation.asked += 1
        }
        switch how {
        case .activation(let news):
            activation.step = nil
            switch news {
            case .active: activation.state = .active
            case .refused(let cause, let issues):
                activation.state = .refused
                activation.cause = cause
                activation.issues = issues
            case .lacksDetails(let version):
                activation.step = .handIn(version: version)
                activation.dueAt = now
            case .handedIn:
                activation.isHandedIn = true
                later()
            case .inactive where activation.cause == .partnerOnly:
                activation.dueAt = now + 600 * Self.second
            case .inactive:
                activation.cause = nil
                later()
            case .hindered(let cause):
                activation.cause = cause
                activation.dueAt = now + 600 * Self.second
            }
        case .failed:
            activation.step = nil
            later()
        case .postponed(let span, _): activation.dueAt = now + span.wholeNanoseconds
        case .more, .read: violations.append("an answer about cases that nobody asked for")
        }
        activations[turn.creditor] = activation
    }

    mutating func takeTurn(_ now: Int64) -> Turn? {
        guard !amili.paused, amili.closedUntil <= now, polls.closedUntil <= now,
            polls.tat <= now + Turn.patience.wholeNanoseconds
        else { return nil }
        if let turn = takeActivationTurn(now) { return turn }
        var best: (creditor: CreditorID, due: Int64)?
        for creditor in creditors.keys.sorted() {
            let poll = pollOf[creditor] ?? Self.firstPoll
            let due = min(poll.changesDueAt, poll.wholeDueAt)
            guard creditors[creditor]!.canary != nil || !lostTimes.isEmpty, poll.heldUntil <= now,
                due <= now,
                isOpen(creditor, now), best.map({ due < $0.due }) ?? true
            else { continue }
            best = (creditor, due)
        }
        guard let creditor = best?.creditor else { return nil }
        var poll = pollOf[creditor] ?? Self.firstPoll
        poll.turn += 1
        poll.heldUntil = now + heldFor
        if poll.changesDueAt <= now, poll.changes.page == 1 { poll.changesTakenAt = now }
        pollOf[creditor] = poll
        return Turn(
            creditor: creditor, handle: "acme\(creditor)", party: creditors[creditor]!.party,
            number: poll.turn,
            task: poll.changesDueAt <= now
                ? .changes(since: poll.watermark.map { $0 - 120 }, poll.changes)
                : .reconciliation(poll.whole))
    }

    static let firstPoll = Poll(
        changesDueAt: VirtualTime.beginning + 60 * second,
        wholeDueAt: VirtualTime.beginning + 60 * second)

    mutating func reserve(
        _ calls: Int, for turn: Turn, by worker: WorkerID, _ now: Int64
    ) -> Reservation {
        guard isAlive(worker) else { return .dead }
        if amili.paused { return .closed(left: nil) }
        if amili.closedUntil > now { return .closed(left: .nanoseconds(amili.closedUntil - now)) }
        if polls.closedUntil > now || !isOpen(turn.creditor, now) { return .parked }
        // One call further ahead than letters, which take every slot of a low rate.
        let one = Int64(1 / amili.rate * 1e9)
        let ahead = max(amili.tat - one, polls.tat, now)
        guard ahead < now + 800_000_000 else {
            return .busy(.nanoseconds(max(ahead - now - 790_000_000, 1_000_000)))
        }
        let tat = max(amili.tat, polls.tat, now)
        polls.tat = max(polls.tat, now) + Int64(Double(calls) * 10 / amili.rate * 1e9)
        amili.tat = max(amili.tat, now) + Int64(Double(calls) / amili.rate * 1e9)
        return .slots(
            count: calls, firstIn: .nanoseconds(tat - now), spacing: .zero, fleetSpacing: .zero)
    }

    mutating func record(
        _ cases: [FollowedCase], of turn: Turn, next: Turn.Place, _ now: Int64
    ) -> [FollowedCase]? {
        adopt(cases, of: turn.creditor)
        guard pollOf[turn.creditor]?.turn == turn.number else { return nil }
        let heldUntil = now + heldFor
        pollOf[turn.creditor]?.heldUntil = heldUntil
        if case .changes = turn.task {
            pollOf[turn.creditor]?.changes = next
        } else {
            pollOf[turn.creditor]?.whole = next
        }
        return cases.filter { found in
            guard let holder = holder(of: found, turn.creditor) else { return found.isOpen }
            runs[holder.run]!.reminders[holder.position - 1].standing = found.standing
            return false
        }
    }

    /// The accepted reminder that has this case.
    private func holder(
        of found: FollowedCase, _ creditor: CreditorID
    ) -> (run: RunID, position: Int)? {
        for (id, run) in runs where run.creditor == creditor {
            for (index, reminder) in run.reminders.enumerated()
            where reminder.caseID == found.caseID && reminder.number.key == found.invoiceKey
                && reminder.state == .accepted
            { return (id, index + 1) }
        }
        return nil
    }

    mutating func end(_ turn: Turn, _ how: TurnEnd, _ now: Int64) {
        if case .activation = turn.task { return endActivation(turn, how, now) }
        guard var poll = pollOf[turn.creditor], poll.turn == turn.number else { return }
        let isOfChanges = if case .changes = turn.task { true } else { false }
        poll.heldUntil = 0
        func due(_ moment: Int64) {
            if isOfChanges { poll.changesDueAt = moment } else { poll.wholeDueAt = moment }
        }
        switch how {
        case .more: poll.failures = 0
        case .read(let upTo, _, _):
            poll.failures = 0
            if isOfChanges {
                closeLostTime(upTo, askedAt: poll.changesTakenAt, now)
                poll.watermark = max(poll.watermark ?? upTo, upTo)
                poll.changes = Turn.Place()
                due(now + 60 * Self.second)
            } else {
                poll.whole = Turn.Place()
                due(now + 86_400 * Self.second)
            }
        case .postponed(let span, _): due(now + span.wholeNanoseconds)
        case .failed:
            poll.failures = min(poll.failures + 1, 10)
            due(now + min(30 << Int64(poll.failures - 1), 600) * Self.second)
        case .activation: violations.append("an answer about an activation that nobody asked for")
        }
        pollOf[turn.creditor] = poll
    }

    mutating func holdPolls(for span: Duration, _ now: Int64) {
        polls.closedUntil = max(polls.closedUntil, now + span.wholeNanoseconds)
        polls.tat = min(polls.tat, now)
    }
}
