import Reminders

/// Does what a part wants done, and tells what came of it.
struct PartPerformer: Sendable {
    private let crew: Crew

    init(_ crew: Crew) { self.crew = crew }

    /// - Precondition: an action that is answered by one event.
    func event(of action: PartAction, _ part: ClaimedPart) async -> PartEvent {
        switch action {
        case .read: return .read(await read(part))
        case .decideFirstLetter:
            let isOurs = await crew.persist("pioneer") {
                try await crew.ledger.becomePioneer(part)
            }
            return .firstLetterDecided(isOurs: isOurs ?? false)
        case .reserve(let wanted, let purpose, let readsToo):
            return .slotsCame(await reserve(wanted, purpose, readsToo: readsToo, part))
        case .lookUp(let question, let purpose, let isConfirmation):
            return .lookedUp(
                await lookUp(question, purpose, isConfirmation: isConfirmation, part))
        case .noteLookUp(let amiliNow):
            let noted: Void? = await crew.persist("note the look-up") {
                try await crew.ledger.noteLookUp(
                    part, by: crew.id, amiliNow: amiliNow, settleDelay: crew.limits.settleDelay)
            }
            return .lookUpNoted(isWritten: noted != nil)
        case .settle(let batch): return .settled(await settle(batch, part))
        case .closeGate(let gate, let span, let cause, let words):
            await crew.persist("close gate") {
                try await crew.ledger.closeGate(
                    gate == .amili ? nil : part.creditor, for: span, cause: cause, words: words)
            }
            return .gateClosed(gate)
        case .pauseRun(let rejection):
            await crew.persist("pause run") {
                try await crew.ledger.pauseRun(
                    part.claim.run,
                    reason:
                        "the same rejection \(RejectionStreak.limit) times running: \(rejection)")
            }
            return .gateClosed(.run)
        case .giveBack(let how):
            let given: Void? = await crew.persist("give back") {
                try await crew.ledger.giveBack(part.claim, by: crew.id, how)
            }
            if case .waiting(let span, _) = how { crew.dueParts.note(crew.time.now() + span) }
            return .givenBack(isWritten: given != nil)
        case .wake(let alarm, let span):
            try? await crew.time.sleep(for: span)
            return .woken(alarm)
        case .send, .holdLine, .workerIsDead, .noteFlaw, .forgetFlaw, .tell, .end:
            preconditionFailure("not answered by one event")
        }
    }

    private func read(_ part: ClaimedPart) async -> PartRead {
        let asked = crew.time.now()
        do {
            return PartRead(reading: try await crew.ledger.read(part, by: crew.id), asked: asked)
        } catch {
            crew.troubles.note(error, "read", at: crew.time.now())
            return PartRead(reading: nil, asked: asked)
        }
    }

    private func reserve(
        _ wanted: Int, _ purpose: Purpose, readsToo: Bool, _ part: ClaimedPart
    ) async -> SlotGrant {
        async let reading = readsToo ? read(part) : nil
        let asked = crew.time.now()
        var reservation: Reservation?
        do {
            reservation = try await crew.ledger.reserve(
                wanted, to: purpose, for: part, by: crew.id)
        } catch {
            crew.troubles.note(error, "reserve", at: crew.time.now())
        }
        let came = crew.time.now()
        crew.ledgerPace.note(came - asked)
        if case .slots(let count, _, let spacing)? = reservation {
            precondition((1...wanted).contains(count))
            crew.pacer.slotsCome(every: spacing)
        }
        return SlotGrant(reservation: reservation, read: await reading, asked: asked, came: came)
    }

    private func lookUp(
        _ question: Question, _ purpose: Purpose, isConfirmation: Bool, _ part: ClaimedPart
    ) async -> LookUpEnd {
        // The answer's age counts from here, so that no later call could serve it.
        let began = crew.time.now()
        let startBy = began + PartFreshness.lookUpLife
        let slots = PacedSlots(
            crew, first: PacedSlots.Slot(at: began, reserved: began), startBy: startBy,
            mayLeave: { [crew] _ in isConfirmation ? crew.mayConfirm : crew.maySend },
            reserve: { [crew] in
                try await crew.ledger.reserve(1, to: purpose, for: part, by: crew.id)
            })
        let report = await CallLeave.$slots.withValue(slots) {
            await crew.delivery.lookUp(question, startBy: startBy)
        }
        if case .answered(_, let amiliNow) = report.outcome {
            crew.amiliClock.note(
                AmiliTime(told: amiliNow, asked: began, answered: crew.time.now()))
        }
        return LookUpEnd(report: report, began: began, wasRefused: slots.wasRefused)
    }

    private func settle(_ batch: WriteBack.Batch, _ part: ClaimedPart) async -> Settled? {
        var part = part
        part.amiliNow = batch.amiliNow
        let written = part
        return await crew.persist("settle") {
            try await crew.ledger.settle(
                written, by: crew.id, batch.settlements, evidence: batch.evidence,
                settleDelay: crew.limits.settleDelay)
        }
    }
}
