import Reminders

/// Asks Amili about every open reminder of the part, and settles those that the answer decides.
extension PartState {
    /// Begins a look-up. A part without a canary reads again before a second one, because there may
    /// be a canary by now.
    mutating func lookUp(_ reason: PartPhase.LookUpReason, _ worker: inout PartEnvironment) {
        if part.canary == nil, freshness.lookedUpAt != nil {
            read(.beforeLookUp(reason))
        } else {
            claimFirstLetterIfNeeded(reason, &worker)
        }
    }

    /// Claims the right to the first letter before the look-up, if there is neither a canary nor a
    /// doubt. Of nine thousand parts of a new creditor, only the one that may send needs to ask.
    mutating func claimFirstLetterIfNeeded(
        _ reason: PartPhase.LookUpReason, _ worker: inout PartEnvironment
    ) {
        if part.canary == nil, !reminders.isAboutDoubt {
            claimFirstLetter(.beforeLookUp(reason), &worker)
        } else {
            reserveLookUp(reason, &worker)
        }
    }

    /// Goes on after a look-up, whether it was answered or given up.
    /// - Parameter how: how the part is to be given back; nil if there is an answer, or nothing to
    ///   ask about.
    mutating func finishLookUp(
        _ reason: PartPhase.LookUpReason, _ how: Return?, _ worker: inout PartEnvironment
    ) {
        switch reason {
        case .beforeSending:
            if let how { leave(how) } else { afterLookUp(&worker) }
        case .confirming(let end):
            // These were refused although an earlier call may have taken effect, called duplicates,
            // or accepted by what may be another letter's answer. Without Amili's word they are in
            // doubt, and the next holder of the part asks.
            let unanswered =
                reminders.questionable.map(\.reminder) + reminders.unproven.map(\.reminder)
            for reminder in unanswered { settleAsDoubt(reminder, worker) }
            reminders.questionable = []
            reminders.unproven = []
            phase = .writingBack(.sending(end))
        }
    }

    /// Settles a reminder whose letter may have taken effect as uncertain, and counts the attempt.
    mutating func settleAsDoubt(_ reminder: OpenReminder, _ worker: PartEnvironment) {
        settle(
            Settlement(position: reminder.position, state: .uncertain, countsAttempt: true), worker)
        reminders.doubtful.append(inDoubt(reminder))
    }

    // MARK: The slot

    /// Whether Amili may be asked now. A draining worker finishes what it has sent, and asks for
    /// nothing else.
    private func mayAsk(_ worker: PartEnvironment) -> Bool {
        reminders.isConfirmation ? worker.mayConfirm : worker.maySend
    }

    /// Asks for the slot of a look-up. A part with nothing in doubt asks Amili only in order to
    /// send, so its slot is refused when a letter's would be.
    mutating func reserveLookUp(
        _ reason: PartPhase.LookUpReason, _ worker: inout PartEnvironment
    ) {
        guard mayAsk(worker), !worker.isCancelled else {
            return finishLookUp(reason, .ready, &worker)
        }
        phase = .reservingLookUp(reason)
        perform(.reserve(1, reminders.purpose, readsToo: false))
    }

    /// Handles the ledger's answer to the request for the slot.
    mutating func takeLookUpSlot(
        _ grant: SlotGrant, _ reason: PartPhase.LookUpReason,
        _ worker: inout PartEnvironment
    ) {
        switch grant.reservation {
        case nil:
            finishLookUp(reason, unreadable(worker), &worker)
        case .slots(_, let firstIn, _, _)?:
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

    /// Asks Amili if the slot is still good, and for another slot if not.
    /// - Parameter slot: nil if there is none yet.
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

    mutating func takeLookUpEnd(
        _ end: LookUpEnd, _ reason: PartPhase.LookUpReason, _ worker: inout PartEnvironment
    ) {
        let report = end.report
        writeBack.note(
            Evidence(.lookup, trace: report.trace, why: report.words(asked: reminders.count)))
        guard case .answered(let cases, let amiliNow) = report.outcome else {
            let how: Return
            if end.wasRefused {
                // Held back half-way: the answer to the next request for a slot says why.
                how = mayAsk(worker) ? .waiting(backoff(worker), setback: true) : .ready
            } else {
                how = afterNoAnswer(report, began: end.began, &worker)
            }
            return finishLookUp(reason, how, &worker)
        }
        freshness.lookedUp(began: end.began)
        let answer = PartPhase.LookUpAnswer(cases: cases, amiliNow: amiliNow)
        // The worker that rescued the part did not know Amili's clock: the doubt counts from this
        // question.
        if reminders.isAboutDoubt, part.amiliDoubtUntil == nil {
            noteLookUp(answer, isBeforeFindings: true, reason, &worker)
        } else {
            takeFindings(answer, reason, &worker)
        }
    }

    /// Writes down Amili's time of this claim's first look-up, unless that was done. All letters
    /// that get into doubt in this claim began after it.
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

    /// Goes on once that time is written.
    /// - Parameter isBeforeFindings: whether the answer has not been handled yet.
    mutating func lookUpNoted(
        _ isWritten: Bool, _ answer: PartPhase.LookUpAnswer, isBeforeFindings: Bool,
        _ reason: PartPhase.LookUpReason, _ worker: inout PartEnvironment
    ) {
        let amiliNow = answer.amiliNow
        begin(doubtsAt: amiliNow)
        guard isWritten else { return finishLookUp(reason, .ready, &worker) }
        guard isBeforeFindings else { return finishLookUp(reason, nil, &worker) }
        part.amiliDoubtUntil = amiliNow + limits.settleDelay.wholeSeconds
        takeFindings(answer, reason, &worker)
    }

    /// Handles Amili's answer: decides about the reminders, and writes what cannot wait.
    private mutating func takeFindings(
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
        // Ended doubts are written before their reminders are sent again: a human may have vouched
        // for a letter meanwhile. Other findings may wait for the next settle.
        let endsDoubt = writeBack.settlements.contains(where: \.endsDoubt)
        if endsDoubt || wasAboutDoubt {
            // On record before the rest of the part is sent, which may take seconds.
            phase = .writingBack(
                .findings(reason, amiliNow: answer.amiliNow, readsAgain: endsDoubt))
        } else {
            findingsAreWritten(amiliNow: answer.amiliNow, reason, &worker)
        }
    }

    /// Goes on with what the answer left open, once its urgent findings are written.
    mutating func findingsAreWritten(
        amiliNow: Int64, _ reason: PartPhase.LookUpReason, _ worker: inout PartEnvironment
    ) {
        if writeBack.isLeaseLost { return finishLookUp(reason, .ready, &worker) }
        if reminders.queue.isEmpty { return finishLookUp(reason, nil, &worker) }
        // The gate goes by the database's clock, which may have been set forward. Amili's counts
        // here.
        if let until = part.lostTimes.compactMap(\.closesAfter).max(), amiliNow < until {
            let wait = Duration.seconds(min(until - amiliNow, 60))
            return finishLookUp(reason, .waiting(wait, setback: true), &worker)
        }
        if part.lostTimes.contains(where: { $0.until == nil }) {
            return noteLookUp(
                PartPhase.LookUpAnswer(cases: [], amiliNow: amiliNow), isBeforeFindings: false,
                reason, &worker)
        }
        // The ledger gets this time with the first slots, before a letter leaves.
        begin(doubtsAt: amiliNow)
        finishLookUp(reason, nil, &worker)
    }

    /// Keeps Amili's time of the first look-up of this claim.
    private mutating func begin(doubtsAt amiliNow: Int64) {
        part.lookedUpAt = part.lookedUpAt ?? amiliNow
    }
}

extension LookUpReport {
    /// The look-up in the words of the evidence.
    /// - Parameter asked: the number of invoices that it was about.
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
