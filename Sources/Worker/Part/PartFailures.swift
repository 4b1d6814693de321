import Reminders

/// Calls without a useful answer: their meaning for the part, and for everybody.
extension PartState {
    mutating func afterNoAnswer(
        _ report: LookUpReport, began: BootInstant, _ worker: inout PartEnvironment
    ) -> Return {
        if let flaw = report.trace.flaw { perform(.noteFlaw(flaw, .lookUp)) }
        switch report.outcome {
        case .answered:
            preconditionFailure("an answer is taken")
        case .noAnswer(let why, let retryAfter):
            if let retryAfter { closeGate(.amili, retryAfter, .retryAfter) }
            // A missing canary is this creditor's trouble; no status, or 5xx, is everybody's.
            if report.trace.httpStatus.map({ $0 >= 500 }) ?? true {
                noteFailure(.lookUp, report.trace, began, &worker)
            } else {
                perform(.tell(.calls(.unusableAnswer(why: why, report.trace))))
            }
            return .waiting(backoff(worker), setback: true)
        case .notSent:
            noteFailure(.lookUp, report.trace, began, &worker)
            return .waiting(backoff(worker), setback: true)
        case .unauthorized: return unauthorized(report.trace)
        case .forbidden: return forbidden()
        case .tooMany(let retryAfter): return tooMany(retryAfter, worker)
        }
    }

    // MARK: Gates

    /// - Parameter trace: says whether it is the credential, or the tokens that Amili gives for it.
    mutating func unauthorized(_ trace: CallTrace) -> Return {
        perform(.tell(.calls(.credentialRefused(trace))))
        closeGate(.amili, .seconds(60), trace.isTokenRefused ? .tokenRefused : .credential)
        return .ready
    }

    mutating func forbidden() -> Return {
        perform(.tell(.calls(.creditorRefused)))
        closeGate(.creditor, .seconds(600), .creditorRefused)
        return .parked
    }

    /// Without a time to wait, each one running waits longer.
    mutating func tooMany(_ retryAfter: Duration?, _ worker: PartEnvironment) -> Return {
        let wait = backoff(worker)
        closeGate(.amili, retryAfter ?? wait, .tooMany)
        return .waiting(min(wait, .seconds(5)), setback: true)
    }

    /// - Parameter words: what Amili or the wire said, blanked.
    mutating func closeGate(
        _ gate: PartGate, _ span: Duration, _ cause: GateCause, _ words: String? = nil
    ) {
        let bounded = min(span, .seconds(3600))
        if span > bounded { perform(.tell(.longRetryAfter)) }
        guard bounded > .zero else { return }
        gatesClosing += 1
        perform(.closeGate(gate, for: bounded, cause: cause, words: words))
    }

    mutating func closed(_ gate: PartGate, _ worker: inout PartEnvironment) {
        gatesClosing -= 1
        if gate == .run { worker.rejections.paused(part.claim.run, at: worker.now) }
    }

    // MARK: Breakers

    /// A call that got no certain answer.
    /// - Returns: whether this pass is to end: that tripped a breaker, or this part alone has come
    ///   to as many failures running.
    @discardableResult
    mutating func noteFailure(
        _ call: FleetBreaker.Call, _ trace: CallTrace, _ began: BootInstant,
        _ worker: inout PartEnvironment
    ) -> Bool {
        // A call that we cut off ourselves says nothing of Amili.
        guard !worker.isCancelled, !worker.standing.isDead else { return false }
        if trace.isLocal {
            // It says nothing of Amili, and closes no gate: other workers' letters go on.
            perform(.tell(.calls(.impossible(trace))))
            return true
        }
        failures += 1
        // A call that only waited for a token in vain has nothing to add.
        if trace.calls > 0 || trace.message != nil { perform(.tell(.calls(.unanswered(trace)))) }
        switch worker.breakers.failed(call, of: part.creditor, began: began, now: worker.now) {
        case .fleet(let span)?:
            closeGate(.amili, span, .silence, trace.failureWords)
        case .creditor(let span)?:
            perform(.tell(.calls(.lettersUnanswered(trace, closedFor: span))))
            closeGate(.creditor, span, .letters, trace.failureWords)
        case nil:
            return failures >= Breaker.limit
        }
        return true
    }
}

extension CallTrace {
    /// Is it the token that Amili refuses, and not the credential?
    var isTokenRefused: Bool { flaw?.cause == .tokenRefused }

    var failureWords: String { message ?? "no certain answer" }
}
