import Reminders

/// How far the sending of a part has come.
struct PartSending: Sendable {
    /// The request to the ledger that has not been answered yet.
    enum Request: Sendable {
        case slots
        /// The invoices once more, for the letters of these slots.
        case read(SlotGrant)
    }
    /// Letters that are handed over and have not ended.
    var onWire = 0
    var request: Request?
    /// Whether an alarm for slots is set.
    var waitsForSlots = false
    /// Whether an alarm for settling is set.
    var waitsToSettle = false
    /// Why nothing more is begun; nil while sending goes on.
    var end: SendingEnd?
}

/// Sends the letters that may go, with no more on the wire than the worker's limits allow.
extension PartState {
    mutating func startSending() {
        phase = .sending
        sending.end = reminders.queue.isEmpty ? .sentAll : nil
    }

    /// Begins no further letter.
    /// - Parameter isForced: whether `end` counts even if the part is to be given back already.
    mutating func endSending(_ end: SendingEnd, isForced: Bool = false) {
        if !isForced, sending.end?.isGiveBack ?? false { return }
        sending.end = end
        perform(.holdLine)
    }

    /// Asks for slots and writes outcomes back, as far as that is due.
    /// - Returns: why sending is over; nil if it goes on.
    mutating func continueSending(_ worker: inout PartEnvironment) -> SendingEnd? {
        let mayWant = sending.end == nil && sending.request == nil && !sending.waitsForSlots
        if mayWant, wantsLetters(worker) { wantSlots(&worker) }
        if writeBack.isDue(at: worker.now, isCancelled: worker.isCancelled) {
            write(worker)
        } else if !writeBack.settlements.isEmpty, !sending.waitsToSettle {
            sending.waitsToSettle = true
            perform(.wake(.settling, after: WriteBack.longestWait))
        }
        guard sending.onWire == 0, sending.request == nil else { return nil }
        if let end = sending.end { return end }
        return reminders.queue.isEmpty ? .sentAll : nil
    }

    /// Whether more letters should follow now. A letter that goes alone waits for the one before
    /// it; others follow once at most half of `WorkerLimits.inFlight` is on the wire.
    private func wantsLetters(_ worker: PartEnvironment) -> Bool {
        guard !reminders.queue.isEmpty else { return false }
        let goesAlone = maySendFirst || worker.breakers.isProbing(part.creditor)
        return goesAlone ? sending.onWire == 0 : sending.onWire <= limits.inFlight / 2
    }

    // MARK: Slots

    /// Asks for slots, or ends sending if no letter may go now.
    private mutating func wantSlots(_ worker: inout PartEnvironment) {
        guard worker.maySend, !worker.isCancelled else { return endSending(.giveBack(.ready)) }
        guard let lookedUpAt = freshness.lookedUpAt,
            worker.now - lookedUpAt < PartFreshness.lookUpLife - limits.sendWithin
        else {
            // Other parts get their turn before this one is looked up anew.
            return endSending(
                .giveBack(progressed ? .ready : .waiting(backoff(worker), setback: true)))
        }
        let most = min(
            reminders.queue.count, maySendFirst ? 1 : worker.appetite, ClaimedPart.mostReminders)
        let wanted: Int
        switch worker.breakers.leave(part, now: worker.now, for: probeLife) {
        case .free: wanted = most
        case .alone: wanted = min(most, 1)
        case .later: wanted = 0
        case .creditorLater:
            return endSending(.giveBack(.waiting(backoff(worker), setback: true)))
        }
        guard wanted > 0 else { return waitForSlots(.milliseconds(50)) }
        sending.request = .slots
        // With a slow ledger a read after the slots would leave them no time.
        perform(.reserve(wanted, .send, readsToo: worker.isLedgerSlow))
    }

    private mutating func waitForSlots(_ span: Duration) {
        sending.waitsForSlots = true
        perform(.wake(.slots, after: span))
    }

    /// Handles the ledger's answer to the request for slots. Letters go at once if the invoices
    /// were read a moment ago; otherwise they are read once more.
    mutating func takeSlots(_ grant: SlotGrant, _ worker: inout PartEnvironment) {
        sending.request = nil
        if let read = grant.read, !takeOver(read) {
            return endSending(.giveBack(unreadable(worker)))
        }
        switch grant.reservation {
        case nil: endSending(.giveBack(unreadable(worker)))
        case .slots(let count, let firstIn, let spacing, _)?:
            // Sending was ended while the slots were asked for: they stay unused.
            guard sending.end == nil else { return }
            let last = grant.came + firstIn + spacing * (count - 1)
            // Slots are reserved most of a second ahead: the read must still cover the last letter.
            let isFresh =
                worker.now - freshness.readAt <= limits.sendWithin / 4
                && last + limits.sendWithin / 10 <= freshness.readAt + limits.sendWithin
            if isFresh || freshness.readAt >= grant.asked {
                sendLetters(grant, worker)
            } else {
                sending.request = .read(grant)
                perform(.read)
            }
        case .busy(let span)?:
            // Slots are reserved most of a second ahead, so gathering a few loses nothing.
            waitForSlots(min(max(span, .milliseconds(100)), .seconds(1)))
        case .stopped?:
            part.stopped = true
            endSending(.sentAll)
        case .closed?: endSending(.giveBack(.ready))
        case .parked?: endSending(.giveBack(.parked))
        case .leaseLost?:
            writeBack.loseLease()
            endSending(.giveBack(.ready))
        case .dead?:
            perform(.workerIsDead)
            endSending(.giveBack(.ready))
        }
    }

    /// Handles the read that was made for letters with slots.
    mutating func lookedAgain(_ read: PartRead, _ worker: inout PartEnvironment) {
        guard case .read(let grant)? = sending.request else {
            return assertionFailure("read without a request")
        }
        sending.request = nil
        guard takeOver(read) else { return endSending(.giveBack(unreadable(worker))) }
        if sending.end == nil { sendLetters(grant, worker) }
    }

    // MARK: Letters

    /// Hands over a letter for each slot, unless the slots, the read, the look-up or the lease have
    /// run out.
    private mutating func sendLetters(_ grant: SlotGrant, _ worker: PartEnvironment) {
        guard case .slots(let count, let firstIn, let spacing, _)? = grant.reservation,
            let lookedUpAt = freshness.lookedUpAt
        else { return assertionFailure("letters without slots or look-up") }
        guard worker.maySend else { return endSending(.giveBack(.ready)) }
        // A slot is void so long after it was asked for; a veto and a look-up age as well.
        let startBy = min(
            grant.asked + limits.sendWithin, freshness.readAt + limits.sendWithin,
            lookedUpAt + PartFreshness.lookUpLife, worker.standing.sendBy)
        guard worker.now < startBy else {
            noteSlowLedger(worker.now - grant.asked, worker)
            return waitForSlots(.milliseconds(100))
        }
        perform(.tell(.ledgerIsFastEnough))
        let letters = departures(
            count, reserved: grant.asked, from: grant.came + firstIn, spacing: spacing, worker)
        guard !letters.isEmpty else { return }
        sending.onWire += letters.count
        perform(.send(letters, startBy: startBy))
    }

    /// Makes letters of the next reminders in the queue, one for each slot. Reminders that may not
    /// be sent any more are settled as skipped and take no slot.
    private mutating func departures(
        _ count: Int, reserved: BootInstant, from first: BootInstant, spacing: Duration,
        _ worker: PartEnvironment
    ) -> [Departure] {
        let rule = Eligibility(today: part.today, graceBankDays: part.graceBankDays)
        var found: [Departure] = []
        found.reserveCapacity(count)
        var slot = first
        while found.count < count, let reminder = reminders.queue.popLast() {
            guard let invoice = reminder.sharedInvoice else {
                veto(reminder, .invoiceMissing, worker)
                continue
            }
            if let obstacle = rule.obstacle(invoice.value) {
                veto(reminder, obstacle, worker)
                continue
            }
            found.append(
                Departure(
                    reminder: reminder,
                    letter: Letter(
                        party: part.party, invoice: invoice,
                        idempotencyKey: idempotencyKey(reminder), traceID: part.traceID),
                    readAt: freshness.readAt, reserved: reserved, notBefore: slot))
            slot = slot + spacing
        }
        return found
    }

    /// Returns a key that all attempts of one reminder share, and no other reminder has. A database
    /// that was set back may give a run's number to another run, but not its time of creation. No
    /// personal data: the creditor's handle, and numbers.
    private func idempotencyKey(_ reminder: OpenReminder) -> String {
        "\(part.handle)/\(part.claim.run)-\(part.runBorn)/\(reminder.position)"
    }

    /// Settles a reminder as skipped by the last read of its invoice.
    private mutating func veto(
        _ reminder: OpenReminder, _ reason: Reason, _ worker: PartEnvironment
    ) {
        progressed = true
        settle(Settlement(position: reminder.position, state: .skipped, reason: reason), worker)
    }

    /// Reports that a slot ran out before its letter could begin, if the ledger was slow.
    /// - Parameter took: the time that the ledger took. A slot far ahead, or a thread that woke
    ///   late, is not its fault.
    mutating func noteSlowLedger(_ took: Duration, _ worker: PartEnvironment) {
        guard took >= LedgerPace.slow, worker.now < worker.standing.sendBy else { return }
        perform(.tell(.slowLedger(took: took)))
    }

    /// How long a part keeps the right to the one letter of a breaker that probes.
    private var probeLife: Duration { limits.callDeadline + .seconds(1) }
}
