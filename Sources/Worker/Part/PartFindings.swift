import Reminders

/// Decides about each reminder by Amili's answer to a look-up.
extension PartState {
    /// Settles every reminder that the answer decides. The others stay queued or in doubt.
    mutating func decide(_ answer: PartPhase.LookUpAnswer, _ worker: PartEnvironment) {
        let skew = answer.amiliNow - freshness.databaseNow(at: worker.now)
        // Amili's time is in whole seconds: only the second after the end is surely past it.
        let isOver = part.doubtIsOver && answer.amiliNow > part.amiliDoubtUntil ?? .min
        let lostTimes = part.lostTimes
        let byInvoice = Dictionary(grouping: answer.cases, by: \.invoiceKey)
        func cases(_ reminder: OpenReminder) -> [FoundCase] {
            byInvoice.isEmpty ? [] : byInvoice[reminder.number.key] ?? []
        }
        func finding(_ reminder: OpenReminder, conflictSince: Int64? = nil) -> Finding {
            Finding.of(
                reminder, cases: cases(reminder), clockSkew: skew, doubtIsOver: isOver,
                conflictSince: conflictSince, lostTimes: lostTimes)
        }
        let known = reminders
        reminders = PartReminders()
        reminders.queue = known.queue.filter { !settle($0, by: finding($0), worker) }
        for reminder in known.doubtful {
            let finding = finding(reminder)
            if finding == .notThere {
                notThere(reminder, worker)
            } else if !settle(reminder, by: finding, worker) {
                reminders.doubtful.append(reminder)
            }
        }
        for item in known.questionable {
            let finding = finding(item.reminder, conflictSince: item.conflictSince)
            if settle(item.reminder, by: finding, worker) { continue }
            progressed = progressed || item.otherwise.state.isFinal
            settle(item.otherwise, worker)
            if item.otherwise.state == .uncertain {
                reminders.doubtful.append(inDoubt(item.reminder))
            }
        }
        for item in known.unproven where !confirm(item, cases(item.reminder), skew, worker) {
            settleAsDoubt(item.reminder, worker)
        }
    }

    /// Checks an acceptance that may be the answer to another letter. If Amili has the named case
    /// under this invoice, the answer was to this letter. If it has another case of this invoice
    /// that is young enough, that one is this letter's.
    /// - Returns: false if Amili lists neither: its list may be late, or the answer another
    ///   letter's.
    private mutating func confirm(
        _ item: PartReminders.Unproven, _ cases: [FoundCase], _ skew: Int64,
        _ worker: PartEnvironment
    ) -> Bool {
        if cases.contains(where: { $0.caseID == item.settlement.caseID }) {
            settle(item.settlement, worker)
            return true
        }
        let doubt = inDoubt(item.reminder)
        let finding = Finding.of(doubt, cases: cases, clockSkew: skew, doubtIsOver: false)
        guard settle(doubt, by: finding, worker) else { return false }
        perform(.tell(.answerToAnotherLetter(position: item.reminder.position)))
        return true
    }

    /// Ends a doubt. Amili was asked after the doubt was over and has nothing, so the call did not
    /// take effect. The reminder is queued again, unless its run was cancelled or its attempts are
    /// used up.
    private mutating func notThere(_ reminder: OpenReminder, _ worker: PartEnvironment) {
        progressed = true
        let isSpent = reminder.attempts >= limits.maxAttempts
        let (state, reason): (ReminderState, Reason?) =
            part.stopped
            ? (.cancelled, .cancelledByUser)
            : isSpent ? (.failed, .attemptsExhausted) : (.queued, nil)
        settle(
            Settlement(
                position: reminder.position, state: state, reason: reason, endsDoubt: true),
            worker)
        writeBack.note(
            Evidence(
                .state, position: reminder.position, from: .uncertain, to: state,
                why: "asked after the doubt was over: not there"))
        if state == .queued {
            var again = reminder
            again.state = .queued
            requeue(again, readAt: freshness.firstReadAt)
        }
    }

    /// Settles a reminder as the finding says.
    /// - Returns: false if the finding decides nothing.
    private mutating func settle(
        _ reminder: OpenReminder, by finding: Finding, _ worker: PartEnvironment
    ) -> Bool {
        switch finding {
        case .free, .stillUncertain, .notThere:
            return false
        case .ours(let found, let rivals, let presumed):
            progressed = true
            settle(
                Settlement(
                    position: reminder.position, state: .accepted,
                    reason: presumed, caseID: found.caseID, ocr: found.ocr,
                    amiliState: found.state),
                worker)
            writeBack.note(
                Evidence(
                    .state, position: reminder.position, from: reminder.state, to: .accepted,
                    why: presumed.map { "found at Amili, \($0.rawValue)" } ?? "found at Amili",
                    incident: rivals.isEmpty ? [] : ([found] + rivals).map(\.caseID)))
            if !rivals.isEmpty { perform(.tell(.twoCases(position: reminder.position))) }
            return true
        case .skip(let reason):
            progressed = true
            settle(
                Settlement(position: reminder.position, state: .skipped, reason: reason), worker)
            writeBack.note(
                Evidence(
                    .state, position: reminder.position, from: reminder.state, to: .skipped,
                    why: reason.rawValue))
            return true
        }
    }

    /// Puts a reminder back among those to be sent.
    /// - Parameter moment: when its invoice was read.
    mutating func requeue(_ reminder: OpenReminder, readAt moment: BootInstant) {
        reminders.queue.append(reminder)
        freshness.isAsOld(as: moment)
    }
}
