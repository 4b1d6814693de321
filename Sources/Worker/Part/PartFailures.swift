import Reminders

/// Handles calls without a useful answer: tells the part how to go on, and closes the gates
/// concerned.
extension PartState {
    /// Handles a look-up without a usable answer.
    /// - Returns: how the part is to be given back.
    mutating func afterNoAnswer(
        _ report: LookUpReport, began: BootInstant, _ worker: inout PartEnvironment
    ) -> Return {
        if let flaw = report.trace.flaw { perform(.noteFlaw(flaw, .lookUp)) }
        switch report.outcome {
        case .answered:
            preconditionFailure("an answer is taken")
        case .noAnswer(let why, let retryAfter):
            if let retryAfter { closeGate(.amili, retryAfter, .retryAfter) }
            // No status, or 5xx, concerns everybody. Any other unusable answer, such as one without
            // the canary, concerns this creditor alone.
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

    /// Closes all of Amili for a minute.
    /// - Parameter trace: tells whether Amili refuses the credential, or the tokens that it gives
    ///   for it.
    mutating func unauthorized(_ trace: CallTrace) -> Return {
        perform(.tell(.calls(.credentialRefused(trace))))
        closeGate(.amili, .seconds(60), trace.isTokenRefused ? .tokenRefused : .credential)
        return .ready
    }

    /// Closes the creditor's gate for ten minutes.
    mutating func forbidden() -> Return {
        perform(.tell(.calls(.creditorRefused)))
        closeGate(.creditor, .seconds(600), .creditorRefused)
        return .parked
    }

    /// Closes all of Amili for the time that it asked for, otherwise for a wait that grows with
    /// each setback in a row.
    mutating func tooMany(_ retryAfter: Duration?, _ worker: PartEnvironment) -> Return {
        let wait = backoff(worker)
        closeGate(.amili, retryAfter ?? wait, .tooMany)
        return .waiting(min(wait, .seconds(5)), setback: true)
    }

    /// Closes a gate for `span`, at most an hour.
    /// - Parameter words: the words of Amili or of the wire, blanked.
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

    /// Counts a call that got no certain answer, and closes the gate of the breaker that it trips.
    /// - Returns: whether this pass must end: a breaker has tripped, this worker lacks what calls
    ///   need, or this part alone has come to `Breaker.limit` failures in a row.
    @discardableResult
    mutating func noteFailure(
        _ call: FleetBreaker.Call, _ trace: CallTrace, _ began: BootInstant,
        _ worker: inout PartEnvironment
    ) -> Bool {
        // A call that we cut off ourselves says nothing of Amili.
        guard !worker.isCancelled, !worker.standing.isDead else { return false }
        if trace.isLocal {
            // This says nothing of Amili, and closes no gate: other workers' letters go on.
            perform(.tell(.calls(.impossible(trace))))
            return true
        }
        failures += 1
        // A call that only waited for a token in vain adds no news.
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
    /// Whether Amili refuses its own token, and not the credential.
    var isTokenRefused: Bool { flaw?.cause == .tokenRefused }

    var failureWords: String { message ?? "no certain answer" }
}
