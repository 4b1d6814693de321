import Logging
import Reminders

extension PartRun {
    enum SendEnd {
        case sentAll
        /// There is, or may be, a case of this creditor now: it is to be the canary.
        case askAgain
        case giveBack(Return)
    }

    /// Something that the part's own task waits for.
    private enum Event: Sendable {
        case ended(Departures, LetterEnd)
        case settleTime
        case slotTime
    }

    private enum Batch {
        case departures(Departures)
        case wait(Duration)
        case end(SendEnd)
    }

    /// Sends what may be sent, with at most as many on the wire as the worker's limits allow.
    func sendQueue() async -> SendEnd {
        var end: SendEnd?
        // Keeps those that wait for their slots from leaving.
        let brake = PartBrake()
        let mailbox = Mailbox<Event>()
        await withDiscardingTaskGroup { group in
            var outstanding = 0
            var (waitsForSettling, waitsForSlots) = (false, false)
            while true {
                if end == nil, !waitsForSlots, wantsBatch(outstanding) {
                    switch await nextBatch(brake) {
                    case .end(let reason):
                        end = reason
                        brake.pull()
                    case .wait(let span):
                        waitsForSlots = true
                        group.addTask { [crew] in
                            try? await crew.time.sleep(for: span)
                            mailbox.put([.slotTime])
                        }
                    case .departures(let departures):
                        outstanding += departures.list.count
                        group.addTask {
                            await departures.send { ends in
                                mailbox.put(ends.map { .ended(departures, $0) })
                            }
                        }
                    }
                    continue
                }
                if outstanding == 0, end != nil || queue.isEmpty { break }
                for event in await mailbox.take() {
                    switch event {
                    case .settleTime: waitsForSettling = false
                    case .slotTime: waitsForSlots = false
                    case .ended(let departures, let letter):
                        outstanding -= 1
                        let verdict = await note(letter, of: departures, isEnding: end != nil)
                        if !letter.report.isAccepted { brake.heeded() }
                        if let verdict, !isGiveBack(end) {
                            end = verdict
                            brake.pull()
                        }
                    }
                }
                if isSettleDue {
                    await flush()
                    if lostLease {
                        end = .giveBack(.ready)
                        brake.pull()
                    }
                } else if !settlements.isEmpty, !waitsForSettling {
                    waitsForSettling = true
                    group.addTask { [crew] in
                        try? await crew.time.sleep(for: Self.settleEvery)
                        mailbox.put([.settleTime])
                    }
                }
            }
            group.cancelAll()
        }
        return end ?? .sentAll
    }

    private func isGiveBack(_ end: SendEnd?) -> Bool {
        if case .giveBack? = end { true } else { false }
    }

    private func wantsBatch(_ outstanding: Int) -> Bool {
        guard !queue.isEmpty else { return false }
        let goesAlone = isPioneer || crew.breakers.isProbing(part.creditor)
        return goesAlone ? outstanding == 0 : outstanding <= crew.limits.inFlight / 2
    }

    // MARK: Slots and letters

    /// Takes slots, looks at the invoices once more, and readies letters.
    private func nextBatch(_ brake: PartBrake) async -> Batch {
        guard crew.maySend, !Task.isCancelled else { return .end(.giveBack(.ready)) }
        guard let askedAt, crew.time.now() - askedAt < Self.lookUpLife - sendWithin else {
            // Others get their turn before it is asked about anew.
            return .end(.giveBack(progressed ? .ready : .waiting(backoff(), setback: true)))
        }
        let wanted: Int
        switch crew.breakers.leave(part, now: crew.time.now(), for: probeLife) {
        case .free: wanted = wantedSlots
        case .alone: wanted = 1
        case .later: wanted = 0
        case .creditorLater: return .end(.giveBack(.waiting(backoff(), setback: true)))
        }
        guard wanted > 0 else { return .wait(.milliseconds(50)) }
        let before = crew.time.now()
        let reservation: Reservation
        do {
            let (claimed, crew) = (part, crew)
            async let reserved = crew.ledger.reserve(wanted, to: .send, for: claimed, by: crew.id)
            // On a slow way a read after the slots would leave them no time.
            let isRead = crew.ledgerPace.isSlow ? await read() : true
            reservation = try await reserved
            guard isRead else { return .end(.giveBack(unreadable)) }
        } catch {
            crew.troubles.note(error, "reserve", at: crew.time.now())
            return .end(.giveBack(unreadable))
        }
        crew.ledgerPace.note(crew.time.now() - before)
        switch reservation {
        case .slots(let count, let firstIn, let spacing):
            precondition((1...wanted).contains(count))
            crew.pacer.slotsCome(every: spacing)
            let first = crew.time.now() + firstIn
            let last = first + spacing * (count - 1)
            // Slots are reserved most of a second ahead: whoever leaves last must still be covered.
            let isFresh =
                crew.time.now() - readAt <= sendWithin / 4
                && last + sendWithin / 10 <= readAt + sendWithin
            if !isFresh, readAt < before, await !read() { return .end(.giveBack(unreadable)) }
            // A slot is void so long after it was asked for; a veto and a look-up age as well.
            let startBy = min(
                before + sendWithin, readAt + sendWithin, askedAt + Self.lookUpLife,
                crew.standing.sendBy)
            guard crew.time.now() < startBy else {
                noteSlowLedger(crew.time.now() - before)
                return .wait(.milliseconds(100))
            }
            crew.troubles.ledgerIsFastEnough(at: crew.time.now())
            let list = departures(count, before, from: first, spacing: spacing)
            return .departures(Departures(crew, part, list, startBy: startBy, brake: brake))
        case .busy(let span):
            // The slots that are reserved last most of a second: gathering a few loses nothing.
            return .wait(min(max(span, .milliseconds(100)), .seconds(1)))
        case .stopped:
            part.stopped = true
            return .end(.sentAll)
        case .closed, .parked, .dead, .leaseLost:
            return .end(.giveBack(afterRefusal(reservation)))
        }
    }

    /// A slot ran out before its letter could begin.
    /// - Parameter took: the ledger's part of that time. A slot far ahead, or a thread that woke
    ///   late, is no fault of its way.
    func noteSlowLedger(_ took: Duration) {
        let now = crew.time.now()
        guard took >= LedgerPace.slow, now < crew.standing.sendBy else { return }
        crew.troubles.note(
            .slowLedger, "letters cannot be sent: the database answers too slowly", at: now,
            [
                "took_ms": "\(took.wholeNanoseconds / 1_000_000)",
                "send_within_ms": "\(sendWithin.wholeNanoseconds / 1_000_000)",
                "remedy":
                    "Bring worker and database closer, or set PAMINN_SEND_WITHIN to up to 3s",
            ])
    }

    private var wantedSlots: Int {
        let appetite = crew.lettersInFlight.appetite(at: crew.time.now())
        return min(queue.count, isPioneer ? 1 : appetite, 99)
    }

    private func departures(
        _ count: Int, _ reserved: BootInstant, from first: BootInstant, spacing: Duration
    ) -> [Departure] {
        let rule = Eligibility(today: part.today, graceBankDays: part.graceBankDays)
        var found: [Departure] = []
        var slot = first
        while found.count < count, let reminder = queue.popLast() {
            guard let invoice = reminder.sharedInvoice else {
                veto(reminder, .invoiceMissing)
                continue
            }
            if let obstacle = rule.obstacle(invoice.value) {
                veto(reminder, obstacle)
                continue
            }
            found.append(
                Departure(
                    reminder: reminder,
                    letter: Letter(
                        party: part.party, invoice: invoice,
                        idempotencyKey: idempotencyKey(reminder)),
                    readAt: readAt, reserved: reserved, notBefore: slot))
            slot = slot + spacing
        }
        return found
    }

    /// The same for every attempt of one reminder, and for no other's: a database that was set back
    /// may give a run's number to another, but not its hour. No personal data: handles and numbers.
    private func idempotencyKey(_ reminder: OpenReminder) -> String {
        "\(part.handle)/\(part.claim.run)-\(part.runBorn)/\(reminder.position)"
    }

    private func veto(_ reminder: OpenReminder, _ reason: Reason) {
        progressed = true
        settle(Settlement(position: reminder.position, state: .skipped, reason: reason))
    }

    // MARK: Outcomes

    /// The outcome table: the only place that says what an outcome does to a reminder.
    /// - Parameter isEnding: nothing more is begun already; a closed gate need not be closed again.
    /// - Returns: why nothing more may be begun, if so.
    private func note(
        _ end: LetterEnd, of departures: Departures, isEnding: Bool
    ) async -> SendEnd? {
        let departure = departures.list[end.index]
        let (reminder, report) = (departure.reminder, end.report)
        let began = departures.began(end.index)
        await crew.noteFlaw(report.trace.flaw, in: .letter, of: part.creditor)
        switch report.outcome {
        case .heldBack:
            requeue(reminder, readAt: departure.readAt)
            return nil
        case .notSent:
            requeue(reminder, readAt: departure.readAt)
            // A slot that ran out is no news of Amili.
            if crew.time.now() >= departures.startBy { return nil }
            return await noteFailure(.letter, report.trace, began)
                ? .giveBack(.waiting(backoff(), setback: true)) : nil
        case .accepted(let caseID, let ocr):
            await crew.answersHold(in: .letter, of: part.creditor)
            return accepted(reminder, report, caseID: caseID, ocr: ocr)
        case .rejected:
            return await rejected(reminder, report, began)
        case .conflict:
            noteAnswer()
            noteCall(reminder, report, to: nil, "409: look up")
            questionable.append(
                Questionable(
                    reminder: reminder,
                    otherwise: Settlement(
                        position: reminder.position, state: .uncertain, countsAttempt: true),
                    conflictSince: crew.amiliClock.least(at: began)))
            return isPioneer ? .askAgain : nil
        case .unauthorized:
            return await refused(departure, report, "401 after a fresh token", isEnding) {
                await unauthorized(report.trace)
            }
        case .forbidden:
            return await refused(departure, report, "403", isEnding) { await forbidden() }
        case .tooMany(let retryAfter):
            return await refused(departure, report, "429", isEnding && retryAfter == nil) {
                await tooMany(retryAfter)
            }
        case .unknown(let retryAfter):
            settle(Settlement(position: reminder.position, state: .uncertain, countsAttempt: true))
            noteCall(reminder, report, to: .uncertain, "no certain answer")
            doubtful.append(inDoubt(reminder))
            if let retryAfter { await closeGate(nil, retryAfter, .retryAfter) }
            if await noteFailure(.letter, report.trace, began) {
                return .giveBack(.waiting(backoff(), setback: true))
            }
            return isPioneer ? .askAgain : nil
        }
    }

    /// Not taken, and not because of the letter: it stays queued, and no attempt is counted.
    private func refused(
        _ departure: Departure, _ report: SendReport, _ why: String, _ isKnown: Bool,
        _ close: () async -> Return
    ) async -> SendEnd? {
        noteAnswer()
        requeue(departure.reminder, readAt: departure.readAt)
        noteCall(departure.reminder, report, to: .queued, why)
        return isKnown ? nil : .giveBack(await close())
    }

    private func accepted(
        _ reminder: OpenReminder, _ report: SendReport, caseID: String, ocr: String?
    ) -> SendEnd? {
        noteAnswer()
        progressed = true
        crew.streaks.accepted(part.claim.run)
        let settlement = Settlement(
            position: reminder.position, state: .accepted, caseID: caseID, ocr: ocr,
            countsAttempt: true)
        if report.trace.isProven {
            settle(settlement)
        } else {
            unproven.append(Unproven(reminder: reminder, settlement: settlement))
        }
        if reminder.attempts > 0 || reminder.doubtSince != nil {
            noteCall(reminder, report, to: .accepted, "accepted")
        }
        return isPioneer ? .askAgain : nil
    }

    private func rejected(
        _ reminder: OpenReminder, _ report: SendReport, _ began: BootInstant
    ) async -> SendEnd? {
        noteAnswer()
        let settlement = Settlement(
            position: reminder.position, state: .rejected, reason: .amiliValidation,
            countsAttempt: true)
        let words = report.trace.message ?? "no message"
        if reminder.doubtSince != nil {
            // A changed body under the same key may be refused although the case exists.
            noteCall(reminder, report, to: nil, words)
            questionable.append(Questionable(reminder: reminder, otherwise: settlement))
        } else {
            noteCall(reminder, report, to: .rejected, words)
            progressed = true
            settle(settlement)
        }
        let run = part.claim.run
        guard crew.streaks.rejected(run, words, began: began) else { return nil }
        crew.log.error("run paused: the same rejection again and again", metadata: metadata())
        await crew.brakes.pull(.run(run), crew.time) {
            await crew.persist("pause run") {
                try await crew.ledger.pauseRun(
                    run,
                    reason: "the same rejection \(RejectionStreak.limit) times running: \(words)")
            }
        }
        crew.streaks.paused(run, at: crew.time.now())
        return .giveBack(.parked)
    }

    private func noteCall(
        _ reminder: OpenReminder, _ report: SendReport, to state: ReminderState?, _ why: String
    ) {
        evidence.append(
            Evidence(
                .call, position: reminder.position, trace: report.trace, from: reminder.state,
                to: state, why: report.trace.message ?? why))
    }
}
