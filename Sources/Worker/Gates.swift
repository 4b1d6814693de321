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
        await crew.noteFlaw(report.trace.flaw, in: .lookUp, of: part.creditor)
        switch report.outcome {
        case .answered:
            preconditionFailure("an answer is taken")
        case .noAnswer(let why, let retryAfter):
            if let retryAfter { await closeGate(nil, retryAfter, .retryAfter) }
            // A missing canary is this creditor's trouble; no status, or 5xx, is everybody's.
            if report.trace.httpStatus.map({ $0 >= 500 }) ?? true {
                await noteFailure(.lookUp, report.trace, began)
            } else {
                crew.troubles.note(
                    .answer(part.creditor, why), "\(why)", at: crew.time.now(),
                    metadata(Self.facts(report.trace)))
            }
            return .waiting(backoff(), setback: true)
        case .notSent:
            await noteFailure(.lookUp, report.trace, began)
            return .waiting(backoff(), setback: true)
        case .unauthorized:
            return await unauthorized(report.trace)
        case .forbidden:
            return await forbidden()
        case .tooMany(let retryAfter):
            return await tooMany(retryAfter)
        }
    }

    // MARK: Gates

    /// - Parameter trace: says whether it is the credential, or the tokens that Amili gives for it.
    func unauthorized(_ trace: CallTrace) async -> Return {
        let isToken = trace.flaw?.cause == .tokenRefused
        let facts: Logger.Metadata =
            trace.flaw == nil
            ? ["remedy": "Replace the file that PAMINN_AMILI_KEY_FILE names."] : Self.facts(trace)
        crew.troubles.note(
            .credential,
            isToken ? "Amili refuses its own tokens" : "Amili refuses our credential",
            at: crew.time.now(), metadata(facts))
        await closeGate(nil, .seconds(60), isToken ? .tokenRefused : .credential)
        return .ready
    }

    /// What a line of the log says of an answer that cannot be used.
    private static func facts(_ trace: CallTrace) -> Logger.Metadata {
        guard let flaw = trace.flaw else {
            return ["remedy": "Nothing of this creditor is sent meanwhile; ask Amili."]
        }
        let words = flaw.cause == .incomplete ? trace.message.map { " (\($0))" } ?? "" : ""
        return [
            "error": "\(flaw.call.english): \(flaw.english)\(words)", "remedy": "\(trace.remedy)",
        ]
    }

    func forbidden() async -> Return {
        crew.troubles.note(
            .creditor(part.creditor), "Amili refuses this creditor", at: crew.time.now(),
            metadata(["remedy": "Activate it at Amili, then `paminn creditor resume`."]))
        await closeGate(part.creditor, .seconds(600), .creditorRefused)
        return .parked
    }

    /// Without a time to wait, each one running waits longer.
    func tooMany(_ retryAfter: Duration?) async -> Return {
        let wait = backoff()
        await closeGate(nil, retryAfter ?? wait, .tooMany)
        return .waiting(min(wait, .seconds(5)), setback: true)
    }

    /// - Parameter words: what Amili or the wire said, blanked.
    func closeGate(
        _ creditor: CreditorID?, _ span: Duration, _ cause: GateCause, _ words: String? = nil
    ) async {
        let bounded = min(span, .seconds(3600))
        if span > bounded {
            crew.log.error("Retry-After beyond an hour", metadata: metadata())
        }
        guard bounded > .zero else { return }
        await crew.brakes.pull(creditor.map { .creditor($0) } ?? .all, crew.time) {
            await crew.persist("close gate") {
                try await crew.ledger.closeGate(
                    creditor, for: bounded, cause: cause, words: words)
            }
        }
    }

    // MARK: Breakers

    /// A call that got no certain answer.
    /// - Returns: whether this pass is to end: that tripped a breaker, or this part alone has come
    ///   to as many failures running.
    @discardableResult
    func noteFailure(
        _ call: FleetBreaker.Call, _ trace: CallTrace, _ began: BootInstant
    ) async -> Bool {
        // A call that we cut off ourselves says nothing of Amili.
        guard !Task.isCancelled, !crew.standing.isDead else { return false }
        let now = crew.time.now()
        let words = trace.message ?? "no certain answer"
        if trace.isLocal {
            // It says nothing of Amili, and closes no gate: other workers' letters go on.
            crew.troubles.note(
                .local, "this worker cannot reach Amili by its own fault", at: now,
                metadata(["error": "\(words)", "remedy": "\(trace.remedy)"]))
            return true
        }
        failures += 1
        // A call that only waited for a token in vain has nothing to add.
        if trace.calls > 0 || trace.message != nil {
            crew.troubles.note(
                .amili(words), "Amili does not answer", at: now,
                metadata(["error": "\(words)", "remedy": "\(trace.remedy)"]))
        }
        switch crew.breakers.failed(call, of: part.creditor, began: began, now: now) {
        case .fleet(let span)?:
            await closeGate(nil, span, .silence, words)
        case .creditor(let span)?:
            crew.troubles.note(
                .letters(part.creditor), "this creditor's letters get no certain answer", at: now,
                metadata([
                    "error": "\(words)", "closed_seconds": "\(span.wholeSeconds)",
                    "remedy":
                        "Others' letters go on; ask Amili about this creditor, see `paminn evidence`.",
                ]))
            await closeGate(part.creditor, span, .letters, words)
        case nil:
            return failures >= Breaker.limit
        }
        return true
    }

    /// A letter was answered, whatever the answer.
    func noteAnswer() {
        failures = 0
        let now = crew.time.now()
        crew.troubles.amiliAnswers(part.creditor, at: now)
        crew.troubles.lettersAnswered(of: part.creditor, at: now)
        crew.breakers.letterAnswered(of: part.creditor, at: now)
    }

    /// How long a part keeps the right to the one letter of a breaker that probes.
    var probeLife: Duration { crew.limits.callDeadline + .seconds(1) }
}
