import Logging
import Reminders

extension PartRun {
    /// Asks Amili about every open reminder of the part, and settles what the answer decides.
    /// - Returns: nil if there is an answer, or nothing to ask about; else how the part is to be
    ///   given back.
    func ask() async -> Return? {
        if part.canary == nil, askedAt != nil, await !read() { return unreadable }
        // Nine thousand parts of a new creditor need not all ask: only the one that may send.
        if part.canary == nil, !isAboutDoubt, let how = await becomePioneer() { return how }
        switch await slot() {
        case .taken: break
        case .needless: return nil
        case .giveBack(let how): return how
        }
        let before = crew.time.now()
        // The answer's age counts from here, so that no later call could serve it.
        let startBy = before + Self.lookUpLife
        let slots = PacedSlots(
            crew, first: PacedSlots.Slot(at: before, reserved: before), startBy: startBy,
            mayLeave: { [mayAsk] _ in mayAsk() },
            reserve: { [crew, part, purpose] in
                try await crew.ledger.reserve(1, to: purpose, for: part, by: crew.id)
            })
        let report = await CallLeave.$slots.withValue(slots) {
            await crew.delivery.lookUp(question, startBy: startBy)
        }
        note(report, began: before)
        // Held back half-way: the next slot that is asked for says why.
        if slots.wasRefused, !report.isAnswered {
            return mayAsk() ? .waiting(backoff(), setback: true) : .ready
        }
        guard case .answered(let cases, let amiliNow) = report.outcome else {
            return await afterNoAnswer(report, began: before)
        }
        askedAt = before
        crew.amiliClock.note(amiliNow, asked: before, answered: crew.time.now())
        // The worker that rescued it did not know Amili's clock: the doubt counts from this
        // question.
        if isAboutDoubt, part.amiliDoubtUntil == nil {
            if let how = await noteLookUp(amiliNow) { return how }
            part.amiliDoubtUntil = amiliNow + crew.limits.settleDelay.wholeSeconds
        }
        if let until = part.amiliDoubtUntil {
            part.doubtLeft = max(part.doubtLeft, .seconds(until + 1 - amiliNow))
        }
        crew.troubles.answerHolds(for: part.creditor, at: crew.time.now())
        crew.breakers.lookUpAnswered(at: crew.time.now())
        await crew.answersHold(in: .lookUp, of: part.creditor)
        let wasAboutDoubt = isAboutDoubt
        take(cases, amiliNow: amiliNow)
        // Out of doubt first, and only then on its way again: unless somebody else, a human who
        // vouches for the letter, came before us. The rest is no hurry.
        if settlements.contains(where: \.endsDoubt) {
            await flush()
            if !lostLease, await !read() { return unreadable }
        } else if wasAboutDoubt {
            // On record before the rest of the part is sent, which may take seconds.
            await flush()
        }
        if lostLease { return .ready }
        guard !queue.isEmpty else { return nil }
        // The gate stands by the database's clock, which may have been set forward.
        if let until = part.lostTimes.compactMap(\.closesAfter).max(), amiliNow < until {
            return .waiting(.seconds(min(until - amiliNow, 60)), setback: true)
        }
        return await noteLookUp(amiliNow)
    }

    /// Amili's own time of the first look-up, on paper before a letter leaves: whatever gets into
    /// doubt in this pass began after it.
    private func noteLookUp(_ amiliNow: Int64) async -> Return? {
        guard askedAmili == nil else { return nil }
        let claimed = part
        let noted: Void? = await crew.persist("note the look-up") {
            try await crew.ledger.noteLookUp(
                claimed, by: crew.id, amiliNow: amiliNow, settleDelay: crew.limits.settleDelay)
        }
        askedAmili = amiliNow
        return noted == nil ? .ready : nil
    }

    /// Refused although it may have taken effect before, called a duplicate, or accepted by an
    /// answer that may be another letter's: Amili knows. Without an answer it is in doubt, and the
    /// next holder of the part asks.
    func settleQuestionable() async {
        await flush()
        if !lostLease { _ = await ask() }
        for reminder in questionable.map(\.reminder) + unproven.map(\.reminder) {
            settleAsDoubt(reminder)
            doubtful.append(inDoubt(reminder))
        }
        questionable = []
        unproven = []
    }

    private func settleAsDoubt(_ reminder: OpenReminder) {
        settle(Settlement(position: reminder.position, state: .uncertain, countsAttempt: true))
    }

    private var isAboutDoubt: Bool { !doubtful.isEmpty || !questionable.isEmpty }

    /// A part with nothing to find out about its letters asks only in order to send.
    private var purpose: Purpose { isAboutDoubt || !unproven.isEmpty ? .lookUp : .send }

    /// A worker that drains finishes what it has sent, and asks for nothing else.
    private var mayAsk: @Sendable () -> Bool {
        let isConfirmation = !unproven.isEmpty
        return { [crew] in isConfirmation ? crew.mayConfirm : crew.maySend }
    }

    private enum Slot {
        case taken
        /// There is nothing left to ask about.
        case needless
        case giveBack(Return)
    }

    /// Waits for one slot. A part with nothing in doubt asks only in order to send: for it, the
    /// slot is refused when a letter's would be.
    private func slot() async -> Slot {
        while mayAsk() {
            let before = crew.time.now()
            let reservation: Reservation
            do {
                reservation = try await crew.ledger.reserve(1, to: purpose, for: part, by: crew.id)
            } catch {
                crew.troubles.note(error, "reserve", at: crew.time.now())
                return .giveBack(unreadable)
            }
            let took = crew.time.now() - before
            crew.ledgerPace.note(took)
            switch reservation {
            case .slots(let count, let firstIn, let spacing):
                precondition(count >= 1)
                crew.pacer.slotsCome(every: spacing)
                if firstIn > .zero { try? await crew.time.sleep(for: firstIn) }
                if crew.time.now() - before < sendWithin { return .taken }
                noteSlowLedger(took)
            case .busy(let span):
                try? await crew.time.sleep(for: min(max(span, .milliseconds(20)), .seconds(1)))
            case .stopped:
                part.stopped = true
                cancelQueued()
                return .needless
            case .closed, .parked, .dead, .leaseLost:
                return .giveBack(afterRefusal(reservation))
            }
            if Task.isCancelled { break }
        }
        return .giveBack(.ready)
    }

    /// Seconds since 1970 by the database's clock, counted on from the last read.
    private var databaseNow: Int64 {
        crew.time.now().nanoseconds / 1_000_000_000 + databaseOffset
    }

    private var question: Question {
        let inDoubt =
            doubtful + queue.filter { $0.doubtSince != nil } + questionable.map(\.reminder)
        return Question(
            party: part.party,
            invoices: (queue + doubtful).map(\.number) + questionable.map(\.reminder.number)
                + unproven.map(\.reminder.number),
            inDoubt: inDoubt.map(\.number), canary: part.canary,
            census: part.canary == nil && isAboutDoubt,
            doubtAge: inDoubt.compactMap(\.doubtSince).min().map { databaseNow - $0 } ?? .max,
            doubtSince: inDoubt.compactMap(\.amiliDoubtSince).min())
    }

    private func note(_ report: LookUpReport, began: BootInstant) {
        let asked = queue.count + doubtful.count + questionable.count + unproven.count
        let why =
            switch report.outcome {
            case .answered(let cases, _): "asked about \(asked), found \(cases.count)"
            case .noAnswer(let why, _): "no answer: \(why)"
            case .notSent: "not sent"
            case .unauthorized: "unauthorized"
            case .forbidden: "forbidden"
            case .tooMany: "too many calls"
            }
        evidence.append(Evidence(.lookup, trace: report.trace, why: why))
    }

    // MARK: The answer

    private func take(_ cases: [FoundCase], amiliNow: Int64) {
        let skew = amiliNow - databaseNow
        // Amili tells whole seconds: only the next one is surely past the end.
        let isOver = part.doubtIsOver && amiliNow > part.amiliDoubtUntil ?? .min
        let byInvoice = Dictionary(grouping: cases, by: \.invoiceKey)
        func finding(_ reminder: OpenReminder, conflictSince: Int64? = nil) -> Finding {
            Finding.of(
                reminder, cases: byInvoice[reminder.number.key] ?? [], clockSkew: skew,
                doubtIsOver: isOver, conflictSince: conflictSince, lostTimes: part.lostTimes)
        }
        queue = queue.filter { !decide($0, finding($0)) }
        var stillDoubtful: [OpenReminder] = []
        for reminder in doubtful {
            let finding = finding(reminder)
            if finding == .notThere {
                notThere(reminder)
            } else if !decide(reminder, finding) {
                stillDoubtful.append(reminder)
            }
        }
        for item in questionable {
            let finding = finding(item.reminder, conflictSince: item.conflictSince)
            if decide(item.reminder, finding) { continue }
            progressed = progressed || item.otherwise.state.isFinal
            settle(item.otherwise)
            if item.otherwise.state == .uncertain {
                stillDoubtful.append(inDoubt(item.reminder))
            }
        }
        for item in unproven where !confirm(item, byInvoice[item.reminder.number.key] ?? [], skew) {
            settleAsDoubt(item.reminder)
            stillDoubtful.append(inDoubt(item.reminder))
        }
        doubtful = stillDoubtful
        questionable = []
        unproven = []
    }

    /// The answer named a case. If that is this invoice's, the answer was to this letter; if Amili
    /// has another that is young enough, that one is.
    /// - Returns: false if Amili lists neither: a list may be late, and the answer another's.
    private func confirm(_ item: Unproven, _ cases: [FoundCase], _ skew: Int64) -> Bool {
        if cases.contains(where: { $0.caseID == item.settlement.caseID }) {
            settle(item.settlement)
            return true
        }
        let doubt = inDoubt(item.reminder)
        let finding = Finding.of(doubt, cases: cases, clockSkew: skew, doubtIsOver: false)
        guard decide(doubt, finding) else { return false }
        crew.log.error(
            "the answer was to another letter; the case was looked up",
            metadata: metadata(["position": "\(item.reminder.position)"]))
        return true
    }

    /// Asked after the doubt was over, and Amili has nothing: the call did not take effect.
    private func notThere(_ reminder: OpenReminder) {
        progressed = true
        let isSpent = reminder.attempts >= crew.limits.maxAttempts
        let (state, reason): (ReminderState, Reason?) =
            part.stopped
            ? (.cancelled, .cancelledByUser)
            : isSpent ? (.failed, .attemptsExhausted) : (.queued, nil)
        settle(
            Settlement(
                position: reminder.position, state: state, reason: reason, endsDoubt: true))
        evidence.append(
            Evidence(
                .state, position: reminder.position, from: .uncertain, to: state,
                why: "asked after the doubt was over: not there"))
        if state == .queued {
            var again = reminder
            again.state = .queued
            requeue(again, readAt: firstReadAt)
        }
    }

    /// - Returns: false if the finding decides nothing.
    private func decide(_ reminder: OpenReminder, _ finding: Finding) -> Bool {
        switch finding {
        case .free, .stillUncertain, .notThere:
            return false
        case .ours(let found, let rivals, let presumed):
            progressed = true
            settle(
                Settlement(
                    position: reminder.position, state: .accepted,
                    reason: presumed, caseID: found.caseID, ocr: found.ocr,
                    amiliState: found.state))
            evidence.append(
                Evidence(
                    .state, position: reminder.position, from: reminder.state, to: .accepted,
                    why: presumed.map { "found at Amili, \($0.rawValue)" } ?? "found at Amili",
                    incident: rivals.isEmpty ? [] : ([found] + rivals).map(\.caseID)))
            if !rivals.isEmpty {
                crew.log.error(
                    "two cases for one invoice",
                    metadata: metadata(["position": "\(reminder.position)"]))
            }
            return true
        case .skip(let reason):
            progressed = true
            settle(Settlement(position: reminder.position, state: .skipped, reason: reason))
            evidence.append(
                Evidence(
                    .state, position: reminder.position, from: reminder.state, to: .skipped,
                    why: reason.rawValue))
            return true
        }
    }
}
