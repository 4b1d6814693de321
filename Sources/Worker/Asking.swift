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
        let report = await crew.delivery.lookUp(question, startBy: before + Self.lookUpLife)
        note(report, began: before)
        await chargeFurtherCalls(report.trace.calls - 1)
        guard case .answered(let cases, let amiliNow) = report.outcome else {
            return await afterNoAnswer(report, began: before)
        }
        askedAt = before
        crew.troubles.answerHolds(for: part.creditor, at: crew.time.now())
        take(cases, amiliNow: amiliNow)
        // Out of doubt first, and only then on its way again. The rest is no hurry.
        if settlements.contains(where: \.endsDoubt) { await flush() }
        return lostLease ? .ready : nil
    }

    /// Refused although it may have taken effect before, or called a duplicate: Amili knows.
    /// Without an answer it is in doubt, and the next holder of the part asks.
    func settleQuestionable() async {
        await flush()
        if !lostLease { _ = await ask() }
        for item in questionable {
            settle(
                Settlement(
                    position: item.reminder.position, state: .uncertain, countsAttempt: true))
            doubtful.append(inDoubt(item.reminder))
        }
        questionable = []
    }

    private var isAboutDoubt: Bool { !doubtful.isEmpty || !questionable.isEmpty }

    private enum Slot {
        case taken
        /// There is nothing left to ask about.
        case needless
        case giveBack(Return)
    }

    /// Waits for one slot. A part with nothing in doubt asks only in order to send: for it, the
    /// slot is refused when a letter's would be.
    private func slot() async -> Slot {
        let purpose: Purpose = isAboutDoubt ? .lookUp : .send
        while crew.maySend {
            let before = crew.time.now()
            let reservation: Reservation
            do {
                reservation = try await crew.ledger.reserve(1, to: purpose, for: part, by: crew.id)
            } catch {
                crew.troubles.note(error, "reserve", at: crew.time.now())
                return .giveBack(unreadable)
            }
            switch reservation {
            case .slots(let count, let firstIn, _):
                precondition(count >= 1)
                if firstIn > .milliseconds(1) { try? await crew.time.sleep(for: firstIn) }
                if crew.time.now() - before < Self.slotLife { return .taken }
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

    private var question: Question {
        let inDoubt =
            doubtful + queue.filter { $0.doubtSince != nil } + questionable.map(\.reminder)
        return Question(
            party: part.party,
            invoices: (queue + doubtful).map(\.number) + questionable.map(\.reminder.number),
            inDoubt: inDoubt.map(\.number), canary: part.canary,
            census: part.canary == nil && isAboutDoubt)
    }

    private func note(_ report: LookUpReport, began: BootInstant) {
        let asked = queue.count + doubtful.count + questionable.count
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

    /// Pages, tokens and one-by-one questions are calls too: they move the clock for everybody.
    func chargeFurtherCalls(_ calls: Int) async {
        guard calls > 0 else { return }
        _ = try? await crew.ledger.reserve(calls, to: .lookUp, for: part, by: crew.id)
    }

    // MARK: The answer

    private func take(_ cases: [FoundCase], amiliNow: Int64) {
        let databaseNow = crew.time.now().nanoseconds / 1_000_000_000 + databaseOffset
        let skew = amiliNow - databaseNow
        let byInvoice = Dictionary(grouping: cases, by: \.invoiceKey)
        func finding(_ reminder: OpenReminder) -> Finding {
            Finding.of(
                reminder, cases: byInvoice[reminder.number.key] ?? [], clockSkew: skew,
                doubtIsOver: part.doubtIsOver)
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
        for item in questionable where !decide(item.reminder, finding(item.reminder)) {
            progressed = progressed || item.otherwise.state.isFinal
            settle(item.otherwise)
            if item.otherwise.state == .uncertain {
                stillDoubtful.append(inDoubt(item.reminder))
            }
        }
        doubtful = stillDoubtful
        questionable = []
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
        case .ours(let found, let rivals):
            progressed = true
            settle(
                Settlement(
                    position: reminder.position, state: .accepted, caseID: found.caseID,
                    ocr: found.ocr, amiliState: found.state))
            evidence.append(
                Evidence(
                    .state, position: reminder.position, from: reminder.state, to: .accepted,
                    why: "found at Amili",
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
