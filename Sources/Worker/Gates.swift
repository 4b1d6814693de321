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
            crew.log.error("no answer from Amili", metadata: metadata(["why": "\(why)"]))
            if let retryAfter { await closeGate(nil, retryAfter, "Retry-After") }
            // A missing canary is this creditor's trouble; no status, or 5xx, is everybody's.
            if report.trace.httpStatus.map({ $0 >= 500 }) ?? true { await noteFailure(began) }
            return .waiting(backoff(), setback: true)
        case .notSent:
            await noteFailure(began)
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
        crew.log.error("Amili refuses our credential", metadata: metadata())
        await closeGate(nil, .seconds(60), "401: Amili refuses the installation's credential")
        return .ready
    }

    func forbidden() async -> Return {
        crew.log.error("Amili refuses this creditor", metadata: metadata())
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
        crew.brakes.pull(creditor.map { .creditor($0) } ?? .all, at: crew.time.now())
        await crew.persist("close gate") {
            try await crew.ledger.closeGate(creditor, for: bounded, reason: reason)
        }
    }

    // MARK: Breaker

    /// A call that got no answer of Amili's.
    /// - Returns: whether this pass is to end: that tripped the breaker, or this part alone has
    ///   come to as many failures running.
    @discardableResult
    func noteFailure(_ began: BootInstant) async -> Bool {
        // What we cut off ourselves says nothing of Amili.
        guard !Task.isCancelled, !crew.standing.isDead else { return false }
        failures += 1
        let now = crew.time.now()
        guard let span = crew.breaker.with({ $0.failed(began: began, now: now) }) else {
            return failures >= Breaker.limit
        }
        crew.log.error("breaker tripped", metadata: metadata(["seconds": "\(span.seconds)"]))
        await closeGate(nil, span, "breaker: calls without an answer")
        return true
    }

    /// A letter was answered, whatever the answer.
    func noteAnswer() {
        failures = 0
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
