import Reminders

/// The table of outcomes: the only code that decides what the outcome of a letter does to its
/// reminder.
extension PartState {
    mutating func takeAnswers(_ letters: [EndedLetter], _ worker: inout PartEnvironment) {
        sending.onWire -= letters.count
        // Told once a batch, and again after a failure.
        var isAnswerTold = false
        for letter in letters {
            if let flaw = letter.report.trace.flaw { perform(.noteFlaw(flaw, .letter)) }
            let failuresBefore = failures
            if letter.report.isAnswer {
                failures = 0
                worker.breakers.letterAnswered(of: part.creditor, at: worker.now)
                if !isAnswerTold { perform(.tell(.calls(.letterAnswered))) }
                isAnswerTold = true
            }
            if let end = note(letter, &worker) { endSending(end) }
            if failures > failuresBefore { isAnswerTold = false }
        }
        if letters.contains(where: \.report.isAccepted) { perform(.forgetFlaw(.letter)) }
    }

    /// Applies one letter's outcome.
    /// - Returns: why nothing more may begin; nil if more may.
    private mutating func note(
        _ letter: EndedLetter, _ worker: inout PartEnvironment
    ) -> SendingEnd? {
        let (reminder, report) = (letter.departure.reminder, letter.report)
        switch report.outcome {
        case .heldBack:
            requeue(reminder, readAt: letter.departure.readAt)
            return nil
        case .notSent:
            requeue(reminder, readAt: letter.departure.readAt)
            // A slot that ran out says nothing of Amili.
            if worker.now >= letter.startBy { return nil }
            return noteFailure(.letter, report.trace, letter.began, &worker)
                ? .giveBack(.waiting(backoff(worker), setback: true)) : nil
        case .accepted(let caseID, let ocr):
            return accepted(reminder, report, caseID: caseID, ocr: ocr, &worker)
        case .rejected:
            return rejected(letter, &worker)
        case .conflict:
            noteCall(reminder, report, to: nil, "409: look up")
            reminders.questionable.append(
                PartReminders.Questionable(
                    reminder: reminder,
                    otherwise: Settlement(
                        position: reminder.position, state: .uncertain, countsAttempt: true),
                    conflictSince: worker.amiliTime?.least(at: letter.began)))
            return maySendFirst ? .lookUpAgain : nil
        case .unauthorized:
            refused(letter, "401 after a fresh token")
            return isEnding ? nil : .giveBack(unauthorized(report.trace))
        case .forbidden:
            refused(letter, "403")
            return isEnding ? nil : .giveBack(forbidden())
        case .tooMany(let retryAfter):
            refused(letter, "429")
            let isKnown = isEnding && retryAfter == nil
            return isKnown ? nil : .giveBack(tooMany(retryAfter, worker))
        case .unknown(let retryAfter): return unanswered(letter, retryAfter, &worker)
        }
    }

    /// Settles a letter that may have taken effect as uncertain: Amili is asked before it is sent
    /// again.
    private mutating func unanswered(
        _ letter: EndedLetter, _ retryAfter: Duration?, _ worker: inout PartEnvironment
    ) -> SendingEnd? {
        let (reminder, report) = (letter.departure.reminder, letter.report)
        settle(
            Settlement(position: reminder.position, state: .uncertain, countsAttempt: true),
            worker)
        noteCall(reminder, report, to: .uncertain, "no certain answer")
        reminders.doubtful.append(inDoubt(reminder))
        if let retryAfter { closeGate(.amili, retryAfter, .retryAfter) }
        if noteFailure(.letter, report.trace, letter.began, &worker) {
            return .giveBack(.waiting(backoff(worker), setback: true))
        }
        return maySendFirst ? .lookUpAgain : nil
    }

    /// Whether sending ends already. Then a closed gate need not be closed again.
    private var isEnding: Bool { sending.end != nil }

    /// Queues a letter again that Amili refused, but not because of the letter. No attempt is
    /// counted.
    private mutating func refused(_ letter: EndedLetter, _ why: String) {
        requeue(letter.departure.reminder, readAt: letter.departure.readAt)
        noteCall(letter.departure.reminder, letter.report, to: .queued, why)
    }

    /// Settles an accepted letter; first it waits for a look-up, if its answer may be another
    /// letter's.
    private mutating func accepted(
        _ reminder: OpenReminder, _ report: SendReport, caseID: String, ocr: String?,
        _ worker: inout PartEnvironment
    ) -> SendingEnd? {
        progressed = true
        worker.rejections.accepted(part.claim.run)
        let settlement = Settlement(
            position: reminder.position, state: .accepted, caseID: caseID, ocr: ocr,
            countsAttempt: true)
        if report.trace.isProven {
            settle(settlement, worker)
        } else {
            reminders.unproven.append(
                PartReminders.Unproven(reminder: reminder, settlement: settlement))
        }
        if reminder.attempts > 0 || reminder.doubtSince != nil {
            noteCall(reminder, report, to: .accepted, "accepted")
        }
        return maySendFirst ? .lookUpAgain : nil
    }

    /// Settles a rejected letter; first it waits for a look-up, if it was in doubt before. Pauses
    /// the run after too many equal rejections.
    private mutating func rejected(
        _ letter: EndedLetter, _ worker: inout PartEnvironment
    ) -> SendingEnd? {
        let (reminder, report) = (letter.departure.reminder, letter.report)
        let settlement = Settlement(
            position: reminder.position, state: .rejected, reason: .amiliValidation,
            countsAttempt: true)
        let words = report.trace.message ?? "no message"
        if reminder.doubtSince != nil {
            // A changed body under the same key may be refused although the case exists.
            noteCall(reminder, report, to: nil, words)
            reminders.questionable.append(
                PartReminders.Questionable(reminder: reminder, otherwise: settlement))
        } else {
            noteCall(reminder, report, to: .rejected, words)
            progressed = true
            settle(settlement, worker)
        }
        guard worker.rejections.rejected(part.claim.run, words, began: letter.began) else {
            return nil
        }
        perform(.tell(.runPaused))
        gatesClosing += 1
        perform(.pauseRun(rejection: words))
        return .giveBack(.parked)
    }

    /// Writes the call down as evidence.
    /// - Parameter state: the reminder's new state; nil while a look-up must decide.
    private mutating func noteCall(
        _ reminder: OpenReminder, _ report: SendReport, to state: ReminderState?, _ why: String
    ) {
        writeBack.note(
            Evidence(
                .call, position: reminder.position, trace: report.trace, from: reminder.state,
                to: state, why: report.trace.message ?? why))
    }
}

extension SendReport {
    /// Whether Amili answered, whatever the answer.
    fileprivate var isAnswer: Bool {
        switch outcome {
        case .accepted, .rejected, .conflict, .unauthorized, .forbidden, .tooMany: true
        case .heldBack, .notSent, .unknown: false
        }
    }
}
