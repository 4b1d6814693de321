import Reminders

/// Asks Amili about every open reminder of the part, and settles what the answer decides.
extension PartState {
    mutating func lookUp(_ reason: PartPhase.LookUpReason, _ worker: inout PartEnvironment) {
        if part.canary == nil, freshness.lookedUpAt != nil {
            read(.beforeLookUp(reason))
        } else {
            claimFirstLetterIfNeeded(reason, &worker)
        }
    }

    /// Nine thousand parts of a new creditor need not all ask: only the one that may send.
    mutating func claimFirstLetterIfNeeded(
        _ reason: PartPhase.LookUpReason, _ worker: inout PartEnvironment
    ) {
        if part.canary == nil, !reminders.isAboutDoubt {
            claimFirstLetter(.beforeLookUp(reason), &worker)
        } else {
            reserveLookUp(reason, &worker)
        }
    }

    /// - Parameter how: how the part is to be given back; nil if there is an answer, or nothing to
    ///   ask about.
    mutating func finishLookUp(
        _ reason: PartPhase.LookUpReason, _ how: Return?, _ worker: inout PartEnvironment
    ) {
        switch reason {
        case .beforeSending:
            if let how { leave(how) } else { afterLookUp(&worker) }
        case .confirming(let end):
            // Refused although it may have taken effect before, called a duplicate, or accepted by
            // an answer that may be another letter's: without Amili's word it is in doubt, and the
            // next holder of the part asks.
            let unanswered =
                reminders.questionable.map(\.reminder) + reminders.unproven.map(\.reminder)
            for reminder in unanswered { settleAsDoubt(reminder, worker) }
            reminders.questionable = []
            reminders.unproven = []
            phase = .writingBack(.sending(end))
        }
    }

    mutating func settleAsDoubt(_ reminder: OpenReminder, _ worker: PartEnvironment) {
        settle(
            Settlement(position: reminder.position, state: .uncertain, countsAttempt: true), worker)
        reminders.doubtful.append(inDoubt(reminder))
    }

    // MARK: The slot

    /// A worker that drains finishes what it has sent, and asks for nothing else.
    private func mayAsk(_ worker: PartEnvironment) -> Bool {
        reminders.isConfirmation ? worker.mayConfirm : worker.maySend
    }

    /// A part with nothing in doubt asks only in order to send: for it, the slot is refused when a
    /// letter's would be.
    mutating func reserveLookUp(
        _ reason: PartPhase.LookUpReason, _ worker: inout PartEnvironment
    ) {
        guard mayAsk(worker), !worker.isCancelled else {
            return finishLookUp(reason, .ready, &worker)
        }
        phase = .reservingLookUp(reason)
        perform(.reserve(1, reminders.purpose, readsToo: false))
    }

    mutating func take(
        _ grant: SlotGrant, toLookUp reason: PartPhase.LookUpReason,
        _ worker: inout PartEnvironment
    ) {
        switch grant.reservation {
        case nil:
            finishLookUp(reason, unreadable(worker), &worker)
        case .slots(_, let firstIn, _)?:
            let slot = PartPhase.LookUpSlot(asked: grant.asked, took: grant.came - grant.asked)
            let ahead = grant.came + firstIn - worker.now
            if ahead > .zero {
                phase = .waitingForLookUp(reason, slot)
                perform(.wake(.lookUpSlot, after: ahead))
            } else {
                lookUpSlotIsThere(slot, reason, &worker)
            }
        case .busy(let span)?:
            phase = .waitingForLookUp(reason, nil)
            perform(.wake(.lookUpSlot, after: min(max(span, .milliseconds(20)), .seconds(1))))
        case .stopped?:
            part.stopped = true
            cancelQueued(worker)
            finishLookUp(reason, nil, &worker)
        case .closed?: finishLookUp(reason, .ready, &worker)
        case .parked?: finishLookUp(reason, .parked, &worker)
        case .leaseLost?:
            writeBack.loseLease()
            finishLookUp(reason, .ready, &worker)
        case .dead?:
            perform(.workerIsDead)
            finishLookUp(reason, .ready, &worker)
        }
    }

    /// - Parameter slot: nil if there is none yet: it is asked for again.
    mutating func lookUpSlotIsThere(
        _ slot: PartPhase.LookUpSlot?, _ reason: PartPhase.LookUpReason,
        _ worker: inout PartEnvironment
    ) {
        guard let slot, worker.now - slot.asked < limits.sendWithin else {
            if let slot { noteSlowLedger(slot.took, worker) }
            return reserveLookUp(reason, &worker)
        }
        phase = .lookingUp(reason)
        let databaseNow = freshness.databaseNow(at: worker.now)
        perform(
            .lookUp(
                reminders.question(for: part, databaseNow: databaseNow), reminders.purpose,
                isConfirmation: reminders.isConfirmation))
    }

    // MARK: The answer

    mutating func take(
        _ end: LookUpEnd, _ reason: PartPhase.LookUpReason, _ worker: inout PartEnvironment
    ) {
        let report = end.report
        writeBack.note(
            Evidence(.lookup, trace: report.trace, why: report.words(asked: reminders.count)))
        guard case .answered(let cases, let amiliNow) = report.outcome else {
            let how: Return
            if end.wasRefused {
                // Held back half-way: the next slot that is asked for says why.
                how = mayAsk(worker) ? .waiting(backoff(worker), setback: true) : .ready
            } else {
                how = afterNoAnswer(report, began: end.began, &worker)
            }
            return finishLookUp(reason, how, &worker)
        }
        freshness.lookedUp(began: end.began)
        let answer = PartPhase.LookUpAnswer(cases: cases, amiliNow: amiliNow)
        // The worker that rescued it did not know Amili's clock: the doubt counts from this
        // question.
        if reminders.isAboutDoubt, part.amiliDoubtUntil == nil {
            noteLookUp(answer, isBeforeFindings: true, reason, &worker)
        } else {
            take(answer, reason, &worker)
        }
    }

    /// Amili's own time of the first look-up: whatever gets into doubt in this pass began after it.
    private mutating func noteLookUp(
        _ answer: PartPhase.LookUpAnswer, isBeforeFindings: Bool,
        _ reason: PartPhase.LookUpReason, _ worker: inout PartEnvironment
    ) {
        if part.lookedUpAt != nil {
            return lookUpNoted(
                true, answer, isBeforeFindings: isBeforeFindings, reason, &worker)
        }
        phase = .notingLookUp(reason, answer, isBeforeFindings: isBeforeFindings)
        perform(.noteLookUp(amiliNow: answer.amiliNow))
    }

    mutating func lookUpNoted(
        _ isWritten: Bool, _ answer: PartPhase.LookUpAnswer, isBeforeFindings: Bool,
        _ reason: PartPhase.LookUpReason, _ worker: inout PartEnvironment
    ) {
        let amiliNow = answer.amiliNow
        begin(doubtsAt: amiliNow)
        guard isWritten else { return finishLookUp(reason, .ready, &worker) }
        guard isBeforeFindings else { return finishLookUp(reason, nil, &worker) }
        part.amiliDoubtUntil = amiliNow + limits.settleDelay.wholeSeconds
        take(answer, reason, &worker)
    }

    private mutating func take(
        _ answer: PartPhase.LookUpAnswer, _ reason: PartPhase.LookUpReason,
        _ worker: inout PartEnvironment
    ) {
        if let until = part.amiliDoubtUntil {
            part.doubtLeft = max(part.doubtLeft, .seconds(until + 1 - answer.amiliNow))
        }
        perform(.tell(.calls(.lookUpAnswered)))
        perform(.forgetFlaw(.lookUp))
        worker.breakers.lookUpAnswered(at: worker.now)
        let wasAboutDoubt = reminders.isAboutDoubt
        decide(answer, worker)
        // Ended doubts are written before they are queued again: a human may have vouched for the
        // letter meanwhile. Other findings may wait for the next settle.
        let endsDoubt = writeBack.settlements.contains(where: \.endsDoubt)
        if endsDoubt || wasAboutDoubt {
            // On record before the rest of the part is sent, which may take seconds.
            phase = .writingBack(
                .findings(reason, amiliNow: answer.amiliNow, readsAgain: endsDoubt))
        } else {
            findingsAreWritten(amiliNow: answer.amiliNow, reason, &worker)
        }
    }

    mutating func findingsAreWritten(
        amiliNow: Int64, _ reason: PartPhase.LookUpReason, _ worker: inout PartEnvironment
    ) {
        if writeBack.isLeaseLost { return finishLookUp(reason, .ready, &worker) }
        if reminders.queue.isEmpty { return finishLookUp(reason, nil, &worker) }
        // The gate stands by the database's clock, which may have been set forward.
        if let until = part.lostTimes.compactMap(\.closesAfter).max(), amiliNow < until {
            let wait = Duration.seconds(min(until - amiliNow, 60))
            return finishLookUp(reason, .waiting(wait, setback: true), &worker)
        }
        if part.lostTimes.contains(where: { $0.until == nil }) {
            return noteLookUp(
                PartPhase.LookUpAnswer(cases: [], amiliNow: amiliNow), isBeforeFindings: false,
                reason, &worker)
        }
        // Written down with the first slots, before a letter leaves.
        begin(doubtsAt: amiliNow)
        finishLookUp(reason, nil, &worker)
    }

    private mutating func begin(doubtsAt amiliNow: Int64) {
        part.lookedUpAt = part.lookedUpAt ?? amiliNow
    }
}

extension LookUpReport {
    /// What the evidence says of it.
    /// - Parameter asked: how many invoices it was about.
    fileprivate func words(asked: Int) -> String {
        switch outcome {
        case .answered(let cases, _): "asked about \(asked), found \(cases.count)"
        case .noAnswer(let why, _): "no answer: \(why)"
        case .notSent: "not sent"
        case .unauthorized: "unauthorized"
        case .forbidden: "forbidden"
        case .tooMany: "too many calls"
        }
    }
}
