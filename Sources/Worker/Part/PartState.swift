import Reminders

/// One claimed part, from its claim until it is done or given back, as a value. It handles events
/// and returns actions. It reads no clock, waits for nothing and does nothing itself.
///
/// It keeps three rules. No letter goes without a look-up, a read of its invoice and a slot, each
/// young enough. None goes while the claim, the lease or the run is in question. Every outcome goes
/// to the ledger before the part is given back.
struct PartState: Sendable {
    var part: ClaimedPart
    /// Whether the part is given back once Amili was asked, with no letter sent.
    let asksOnly: Bool
    let limits: WorkerLimits
    var phase = PartPhase.claimed
    var reminders = PartReminders()
    var writeBack = WriteBack()
    var freshness = PartFreshness()
    var sending = PartSending()
    /// How many gates are being closed. `writingBack` waits for all of them.
    var gatesClosing = 0
    /// Calls of this part in a row that ended without an answer of Amili's.
    var failures = 0
    /// Whether anything has moved since the claim. Setbacks are counted by claims: one that moved
    /// something is none, however its last pass ended.
    var progressed = false
    /// Whether this part may send letters, one at a time, although there is no canary.
    var maySendFirst = false
    private var actions: [PartAction] = []

    init(_ part: ClaimedPart, asksOnly: Bool, limits: WorkerLimits) {
        self.part = part
        self.asksOnly = asksOnly
        self.limits = limits
    }

    /// Whether every letter of the part is in the client's line, sent, or not to be sent. The part
    /// still has to wait for answers, to confirm some, and to write all back.
    var hasHandedOverAll: Bool {
        phase.isPastSending
            || phase == .sending && reminders.queue.isEmpty && sending.request == nil
    }

    /// Handles one event. The switch names every pair of phase and event that can occur.
    /// - Returns: the actions that follow, in order.
    mutating func handle(_ event: PartEvent, in worker: inout PartEnvironment) -> [PartAction] {
        switch (phase, event) {
        case (.claimed, .began): read(.first)
        case (.reading(let reason), .read(let read)): takeRead(read, reason, &worker)
        case (.claimingFirstLetter(let reason), .firstLetterDecided(let isOurs)):
            firstLetterDecided(isOurs, reason, &worker)
        case (.reservingLookUp(let reason), .slotsCame(let grant)):
            takeLookUpSlot(grant, reason, &worker)
        case (.waitingForLookUp(let reason, let slot), .woken(.lookUpSlot)):
            lookUpSlotIsThere(slot, reason, &worker)
        case (.lookingUp(let reason), .lookedUp(let end)):
            takeLookUpEnd(end, reason, &worker)
        case (.notingLookUp(let reason, let answer, let isBefore), .lookUpNoted(let isWritten)):
            lookUpNoted(isWritten, answer, isBeforeFindings: isBefore, reason, &worker)
        case (.sending, .slotsCame(let grant)): takeSlots(grant, &worker)
        case (.sending, .read(let read)): lookedAgain(read, &worker)
        case (.sending, .answered(let letters)): takeAnswers(letters, &worker)
        case (.givingBack, .givenBack(let isWritten)): end(isOutOfHand: isWritten)
        // These come in any phase.
        case (_, .settled(let answer)): settled(answer)
        case (_, .gateClosed(let gate)): closed(gate, &worker)
        case (_, .woken(.settling)): sending.waitsToSettle = false
        case (_, .woken(.slots)): sending.waitsForSlots = false
        case (.claimed, _), (.reading, _), (.claimingFirstLetter, _), (.reservingLookUp, _),
            (.waitingForLookUp, _), (.lookingUp, _), (.notingLookUp, _), (.sending, _),
            (.writingBack, _), (.givingBack, _), (.ended, _):
            assertionFailure("an event that nobody asked for")
        }
        advance(&worker)
        defer { actions = [] }
        return actions
    }

    /// Takes further steps until an event must be waited for.
    private mutating func advance(_ worker: inout PartEnvironment) {
        while true {
            switch phase {
            case .sending:
                guard let end = continueSending(&worker) else { return }
                phase = .writingBack(reminders.needsConfirmation ? .confirming(end) : .sending(end))
            case .writingBack(let next):
                guard isWrittenBack(worker) else { return }
                goOn(next, &worker)
            case .claimed, .reading, .claimingFirstLetter, .reservingLookUp, .waitingForLookUp,
                .lookingUp, .notingLookUp, .givingBack, .ended:
                return
            }
        }
    }

    /// Takes the step that waited for the write-back.
    private mutating func goOn(_ next: PartPhase.AfterWriting, _ worker: inout PartEnvironment) {
        switch next {
        case .findings(let reason, let amiliNow, let readsAgain):
            if readsAgain, !writeBack.isLeaseLost {
                read(.afterDoubt(reason, amiliNow: amiliNow))
            } else {
                findingsAreWritten(amiliNow: amiliNow, reason, &worker)
            }
        case .newLookUp: pass(&worker)
        case .confirming(let end):
            if writeBack.isLeaseLost {
                finishLookUp(.confirming(end), nil, &worker)
            } else {
                lookUp(.confirming(end), &worker)
            }
        case .sending(let end): sent(end, &worker)
        case .leaving(let how): leaveNow(how, &worker)
        }
    }

    // MARK: Passes: look up, send, look what is left

    /// Begins a pass, or leaves if there is nothing open or nothing may be sent.
    mutating func pass(_ worker: inout PartEnvironment) {
        if part.stopped { cancelQueued(worker) }
        if writeBack.isLeaseLost || (reminders.queue.isEmpty && reminders.doubtful.isEmpty) {
            return leave(nil)
        }
        if !worker.maySend { return leave(.ready) }
        // A probe: only one of the creditor's parts may send, so the others need not ask, either.
        if reminders.doubtful.isEmpty, worker.breakers.mustWait(part, now: worker.now) {
            return leave(.waiting(backoff(worker), setback: true))
        }
        lookUp(.beforeSending, &worker)
    }

    /// Goes on after a look-up that found nothing in the way.
    mutating func afterLookUp(_ worker: inout PartEnvironment) {
        if reminders.queue.isEmpty { return startSending() }
        if asksOnly { return leave(.ready) }
        if part.canary != nil { return startSending() }
        if writeBack.settlements.contains(where: { $0.state == .accepted }) {
            // There is a canary now. Once written down, it vouches for the next answer.
            phase = .writingBack(.newLookUp)
        } else if !reminders.doubtful.isEmpty {
            leave(askAgainLater(worker))
        } else {
            claimFirstLetter(.beforeSending, &worker)
        }
    }

    /// Leaves, or begins another pass for the letters that are left.
    private mutating func sent(_ end: SendingEnd, _ worker: inout PartEnvironment) {
        if part.stopped { cancelQueued(worker) }
        if reminders.queue.isEmpty {
            leave(reminders.doubtful.isEmpty ? nil : askAgainLater(worker))
        } else if case .giveBack(let how) = end {
            leave(how)
        } else {
            pass(&worker)
        }
    }

    /// Leaves the part once everything is written back.
    /// - Parameter how: how it is given back; nil if nothing of it is open, or it is lost.
    mutating func leave(_ how: Return?) { phase = .writingBack(.leaving(how)) }

    private mutating func leaveNow(_ how: Return?, _ worker: inout PartEnvironment) {
        worker.breakers.release(part)
        if writeBack.isUnwritten { return end(isOutOfHand: false) }
        guard !writeBack.isLeaseLost, let how else { return end(isOutOfHand: true) }
        phase = .givingBack
        perform(.giveBack(how))
    }

    private mutating func end(isOutOfHand: Bool) {
        phase = .ended
        perform(.end(isOutOfHand: isOutOfHand))
    }

    /// Returns the wait of a part with nothing but doubts, until its next question.
    private func askAgainLater(_ worker: PartEnvironment) -> Return {
        .waiting(min(backoff(worker), part.doubtLeft), setback: !progressed)
    }

    /// Returns the wait after the ledger could not be read, or not be asked for a slot. Another
    /// worker may claim the part then.
    func unreadable(_ worker: PartEnvironment) -> Return {
        .waiting(backoff(worker), setback: true)
    }

    func backoff(_ worker: PartEnvironment) -> Duration {
        limits.backoff.wait(setbacks: part.setbacks + 1, jitter: worker.jitter())
    }

    mutating func perform(_ action: PartAction) { actions.append(action) }

    // MARK: The first letter of a creditor

    /// Claims the right to the creditor's first letter. Without a canary no look-up can vouch for
    /// its "not there". So one letter of the creditor goes alone, and its case becomes the canary.
    /// Nothing goes while an earlier one is in doubt.
    mutating func claimFirstLetter(
        _ reason: PartPhase.FirstLetterReason, _ worker: inout PartEnvironment
    ) {
        if maySendFirst { return mayGoFirst(reason, &worker) }
        phase = .claimingFirstLetter(reason)
        perform(.decideFirstLetter)
    }

    private mutating func firstLetterDecided(
        _ isOurs: Bool, _ reason: PartPhase.FirstLetterReason, _ worker: inout PartEnvironment
    ) {
        maySendFirst = isOurs
        if isOurs { return mayGoFirst(reason, &worker) }
        // Another part's first letter is on its way. That takes seconds, or the settle delay.
        let how = Return.waiting(min(backoff(worker), .seconds(5)), setback: true)
        switch reason {
        case .beforeLookUp(let lookUp): finishLookUp(lookUp, how, &worker)
        case .beforeSending: leave(how)
        }
    }

    private mutating func mayGoFirst(
        _ reason: PartPhase.FirstLetterReason, _ worker: inout PartEnvironment
    ) {
        switch reason {
        case .beforeLookUp(let lookUp): reserveLookUp(lookUp, &worker)
        case .beforeSending: startSending()
        }
    }

    // MARK: Reading

    mutating func read(_ reason: PartPhase.ReadReason) {
        phase = .reading(reason)
        perform(.read)
    }

    private mutating func takeRead(
        _ read: PartRead, _ reason: PartPhase.ReadReason, _ worker: inout PartEnvironment
    ) {
        let isRead = takeOver(read)
        switch reason {
        case .first:
            if isRead { pass(&worker) } else { leave(unreadable(worker)) }
        case .beforeLookUp(let lookUp):
            if isRead {
                claimFirstLetterIfNeeded(lookUp, &worker)
            } else {
                finishLookUp(lookUp, unreadable(worker), &worker)
            }
        case .afterDoubt(let lookUp, let amiliNow):
            if isRead {
                findingsAreWritten(amiliNow: amiliNow, lookUp, &worker)
            } else {
                finishLookUp(lookUp, unreadable(worker), &worker)
            }
        }
    }

    /// Takes over what was read, whatever it was read for.
    /// - Returns: false if the part is lost, or the ledger could not be read.
    mutating func takeOver(_ read: PartRead) -> Bool {
        switch read.reading {
        case nil: return false
        case .leaseLost?:
            writeBack.loseLease()
            return false
        case .reminders(let open, let canary, let databaseNow)?:
            freshness.read(asked: read.asked, databaseNow: databaseNow)
            part.canary = canary
            if canary != nil { maySendFirst = false }
            if freshness.lookedUpAt == nil {
                reminders.take(open)
            } else {
                reminders.refresh(open)
            }
            return true
        }
    }

    // MARK: Writing back

    mutating func settle(_ settlement: Settlement, _ worker: PartEnvironment) {
        writeBack.note(settlement, at: worker.now)
    }

    /// Cancels what is queued of a cancelled run. Reminders in doubt are still asked about.
    mutating func cancelQueued(_ worker: PartEnvironment) {
        for reminder in reminders.queue {
            settle(
                Settlement(
                    position: reminder.position, state: .cancelled, reason: .cancelledByUser),
                worker)
        }
        reminders.queue = []
    }

    /// Writes back what is noted, unless a batch is still being written.
    mutating func write(_ worker: PartEnvironment) {
        let amiliNow = worker.amiliTime?.most(at: worker.now)
        if let batch = writeBack.begin(amiliNow: amiliNow) { perform(.settle(batch)) }
    }

    /// Writes back what is noted.
    /// - Returns: whether nothing is left to write, and no gate is being closed.
    private mutating func isWrittenBack(_ worker: PartEnvironment) -> Bool {
        write(worker)
        return !writeBack.isBeingWritten && gatesClosing == 0
    }

    /// Handles the end of a write. If it failed, or the claim was lost, no further letter begins.
    private mutating func settled(_ answer: Settled?) {
        guard let batch = writeBack.ended(answer) else { return }
        switch answer {
        case .settled?:
            if batch.settlements.contains(where: { $0.state == .uncertain }) {
                part.doubtLeft = limits.settleDelay
                part.doubtIsOver = false
                part.amiliDoubtUntil = batch.amiliNow.map {
                    max(part.amiliDoubtUntil ?? .min, $0 + limits.settleDelay.wholeSeconds)
                }
            }
            return
        case .leaseLost?: perform(.tell(.leaseLost(outcomes: batch.settlements.count)))
        case nil: perform(.tell(.unwritten(batch.settlements)))
        }
        if phase == .sending { endSending(.giveBack(.ready), isForced: true) }
    }

    /// Returns a copy of a reminder whose letter may have taken effect.
    func inDoubt(_ reminder: OpenReminder) -> OpenReminder {
        var copy = reminder
        copy.state = .uncertain
        // Without a look-up in this claim no letter of it left.
        if reminder.state == .queued {
            copy.amiliDoubtSince = reminder.amiliDoubtSince ?? part.lookedUpAt
        }
        copy.doubtSince = reminder.doubtSince ?? freshness.doubtBegan
        return copy
    }
}
