import Logging
import Reminders

/// What a refusal means for the part, and for everybody.
extension PartRun {
    /// What a refused slot means for the part.
    func afterRefusal(_ reservation: Reservation) -> Return {
        switch reservation {
        case .slots, .busy, .stopped:
            preconditionFailure("answered where it was asked for")
        case .closed:
            // Nothing is claimed while the gate of all Amili is closed.
            return .ready
        case .parked:
            return .parked
        case .leaseLost:
            lostLease = true
            return .ready
        case .dead:
            crew.standing.die()
            return .ready
        }
    }

    func afterNoAnswer(_ report: LookUpReport, began: BootInstant) async -> Return {
        switch report.outcome {
        case .answered:
            preconditionFailure("an answer is taken")
        case .noAnswer(let why, let retryAfter):
            if let retryAfter { await closeGate(nil, retryAfter, "Retry-After") }
            // A missing canary is this creditor's trouble; no status, or 5xx, is everybody's.
            if report.trace.httpStatus.map({ $0 >= 500 }) ?? true {
                await noteFailure(report.trace, began)
            } else {
                crew.troubles.note(
                    .answer(part.creditor, why), "\(why)", at: crew.time.now(),
                    metadata(["remedy": "Nothing of this creditor is sent meanwhile; ask Amili."]))
            }
            return .waiting(backoff(), setback: true)
        case .notSent:
            await noteFailure(report.trace, began)
            return .waiting(backoff(), setback: true)
        case .unauthorized:
            return await unauthorized()
        case .forbidden:
            return await forbidden()
        case .tooMany(let retryAfter):
            return await tooMany(retryAfter)
        }
    }

    // MARK: Gates

    func unauthorized() async -> Return {
        crew.troubles.note(
            .credential, "Amili refuses our credential", at: crew.time.now(),
            metadata(["remedy": "Replace the file that PAMINN_AMILI_KEY_FILE names."]))
        await closeGate(nil, .seconds(60), "401: Amili refuses the installation's credential")
        return .ready
    }

    func forbidden() async -> Return {
        crew.troubles.note(
            .creditor(part.creditor), "Amili refuses this creditor", at: crew.time.now(),
            metadata(["remedy": "Activate it at Amili, then `paminn creditor resume`."]))
        await closeGate(
            part.creditor, .seconds(600), "403: not ours, or not active, at Amili")
        return .parked
    }

    /// Without a time to wait, each one running waits longer.
    func tooMany(_ retryAfter: Duration?) async -> Return {
        let wait = backoff()
        await closeGate(nil, retryAfter ?? wait, "429: too many calls")
        return .waiting(min(wait, .seconds(5)), setback: true)
    }

    func closeGate(_ creditor: CreditorID?, _ span: Duration, _ reason: String) async {
        let bounded = min(span, .seconds(3600))
        if span > bounded {
            crew.log.error("Retry-After beyond an hour", metadata: metadata())
        }
        guard bounded > .zero else { return }
        await crew.brakes.pull(creditor.map { .creditor($0) } ?? .all, crew.time) {
            await crew.persist("close gate") {
                try await crew.ledger.closeGate(creditor, for: bounded, reason: reason)
            }
        }
    }

    // MARK: Breaker

    /// A call that got no answer of Amili's.
    /// - Returns: whether this pass is to end: that tripped the breaker, or this part alone has
    ///   come to as many failures running.
    @discardableResult
    func noteFailure(_ trace: CallTrace, _ began: BootInstant) async -> Bool {
        // What we cut off ourselves says nothing of Amili.
        guard !Task.isCancelled, !crew.standing.isDead else { return false }
        failures += 1
        let now = crew.time.now()
        let words = trace.message ?? "no certain answer"
        // Whoever was only told that no token is to be had at the moment has nothing to add.
        if trace.calls > 0 || trace.message != nil {
            crew.troubles.note(
                .amili(words), "Amili does not answer", at: now,
                metadata(["error": "\(words)", "remedy": "\(trace.remedy)"]))
        }
        guard let span = crew.breaker.with({ $0.failed(began: began, now: now) }) else {
            return failures >= Breaker.limit
        }
        await closeGate(nil, span, "breaker: calls without an answer: \(words)")
        return true
    }

    /// A letter was answered, whatever the answer.
    func noteAnswer() {
        failures = 0
        crew.troubles.amiliAnswers(part.creditor, at: crew.time.now())
        crew.breaker.with { $0.answered() }
    }

    /// Is a letter allowed at all while the breaker probes, and must it go alone?
    var probing: (may: Bool, alone: Bool) {
        let (now, span) = (crew.time.now(), crew.limits.callDeadline + .seconds(1))
        return crew.breaker.with { breaker in
            guard breaker.isProbing else { return (true, false) }
            return (breaker.takeProbe(part.claim, now: now, for: span), true)
        }
    }
}
