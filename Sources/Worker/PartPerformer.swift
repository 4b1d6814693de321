import Reminders

/// Does those actions of parts that must be waited for, and returns each result as an event.
struct PartPerformer: Sendable {
    private let context: WorkerContext

    init(_ context: WorkerContext) { self.context = context }

    /// Does an action.
    /// - Precondition: the action is answered by one event.
    func event(of action: PartAction, _ part: ClaimedPart) async -> PartEvent {
        switch action {
        case .read: return .read(await read(part))
        case .decideFirstLetter:
            let isOurs = await context.persist("decide about the first letter") {
                try await context.ledger.claimFirstLetter(part)
            }
            return .firstLetterDecided(isOurs: isOurs ?? false)
        case .reserve(let wanted, let purpose, let readsToo):
            return .slotsCame(await reserve(wanted, purpose, readsToo: readsToo, part))
        case .lookUp(let question, let purpose, let isConfirmation):
            return .lookedUp(
                await lookUp(question, purpose, isConfirmation: isConfirmation, part))
        case .noteLookUp(let amiliNow):
            let noted: Void? = await context.persist("note the look-up") {
                try await context.ledger.noteLookUp(
                    part, by: context.id, amiliNow: amiliNow,
                    settleDelay: context.limits.settleDelay)
            }
            return .lookUpNoted(isWritten: noted != nil)
        case .settle(let batch): return .settled(await settle(batch, part))
        case .closeGate(let gate, let span, let cause, let words):
            await context.persist("close gate") {
                try await context.ledger.closeGate(
                    gate == .amili ? nil : part.creditor, for: span, cause: cause, words: words)
            }
            return .gateClosed(gate)
        case .pauseRun(let rejection):
            await context.persist("pause run") {
                try await context.ledger.pauseRun(
                    part.claim.run,
                    RunPause(.rejections, count: RejectionStreak.limit, words: rejection))
            }
            return .gateClosed(.run)
        case .giveBack(let how):
            return .givenBack(isWritten: await giveBack(part, how))
        case .wake(let alarm, let span):
            try? await context.time.sleep(for: span)
            return .woken(alarm)
        case .send, .holdLine, .workerIsDead, .noteFlaw, .forgetFlaw, .tell, .end:
            preconditionFailure("not answered by one event")
        }
    }

    /// Gives the part back, and remembers when it becomes due again.
    /// - Returns: whether the ledger has taken it.
    private func giveBack(_ part: ClaimedPart, _ how: Return) async -> Bool {
        let given: Void? = await context.persist("give back") {
            try await context.ledger.giveBack(part.claim, by: context.id, how)
        }
        if case .waiting(let span, _) = how { context.dueParts.note(context.time.now() + span) }
        return given != nil
    }

    private func read(_ part: ClaimedPart) async -> PartRead {
        let asked = context.time.now()
        do {
            let reading = try await context.ledger.read(part, by: context.id)
            return PartRead(reading: reading, asked: asked)
        } catch {
            context.troubles.note(error, "read", at: context.time.now())
            return PartRead(reading: nil, asked: asked)
        }
    }

    /// Reserves slots, and tells their spacing to the pacer.
    /// - Parameter readsToo: whether to read the open reminders at the same time.
    private func reserve(
        _ wanted: Int, _ purpose: Purpose, readsToo: Bool, _ part: ClaimedPart
    ) async -> SlotGrant {
        async let reading = readsToo ? read(part) : nil
        let asked = context.time.now()
        var reservation: Reservation?
        do {
            reservation = try await context.ledger.reserve(
                wanted, to: purpose, for: part, by: context.id)
        } catch {
            context.troubles.note(error, "reserve", at: context.time.now())
        }
        let came = context.time.now()
        context.ledgerPace.note(came - asked)
        if case .slots(let count, _, _, let spacing)? = reservation {
            precondition((1...wanted).contains(count))
            context.pacer.slotsCome(every: spacing)
        }
        return SlotGrant(reservation: reservation, read: await reading, asked: asked, came: came)
    }

    /// Asks Amili in the slot that was waited for, and notes Amili's time.
    private func lookUp(
        _ question: Question, _ purpose: Purpose, isConfirmation: Bool, _ part: ClaimedPart
    ) async -> LookUpEnd {
        // The answer's age counts from here, so that no later call could serve it.
        let began = context.time.now()
        let startBy = began + PartFreshness.lookUpLife
        let slots = PacedSlots(
            context, first: PacedSlots.Slot(at: began, reserved: began), startBy: startBy,
            mayLeave: { [context] _ in isConfirmation ? context.mayConfirm : context.maySend },
            reserve: { [context] in
                try await context.ledger.reserve(1, to: purpose, for: part, by: context.id)
            })
        let report = await CallLeave.$slots.withValue(slots) {
            await context.delivery.lookUp(question, startBy: startBy)
        }
        if case .answered(_, let amiliNow) = report.outcome {
            context.amiliClock.note(
                AmiliTime(told: amiliNow, asked: began, answered: context.time.now()))
        }
        return LookUpEnd(report: report, began: began, wasRefused: slots.wasRefused)
    }

    private func settle(_ batch: WriteBack.Batch, _ part: ClaimedPart) async -> Settled? {
        var part = part
        part.amiliNow = batch.amiliNow
        let written = part
        return await context.persist("settle") {
            try await context.ledger.settle(
                written, by: context.id, batch.settlements, evidence: batch.evidence,
                settleDelay: context.limits.settleDelay)
        }
    }
}
