import LogEvents
import Logging
import Reminders
import Texts

extension WorkerContext {
    /// Puts a part's news into words for the log.
    func tell(_ news: PartNews, of part: ClaimedPart) {
        watch.note(news)
        switch news {
        case .leaseLost(let outcomes):
            log.tell(.leaseLost, part.metadata(["outcomes": "\(outcomes)"]))
        case .unwritten(let settlements):
            // The last resort. The worker that rescues the part finds the same cases by its
            // look-up.
            for settlement in settlements {
                guard let caseID = settlement.caseID else { continue }
                log.tell(
                    .acceptanceUnwritten,
                    part.metadata([
                        "position": "\(settlement.position)", "case": "\(caseID)",
                    ]))
            }
        case .twoCases(let position):
            log.tell(.twoCases, part.metadata(["position": "\(position)"]))
        case .answerToAnotherLetter(let position):
            log.tell(.anotherLetterAnswered, part.metadata(["position": "\(position)"]))
        case .slowLedger(let took):
            troubles.note(
                .slowLedger, .databaseSlow, at: time.now(),
                part.metadata([
                    "took_ms": "\(took.wholeNanoseconds / 1_000_000)",
                    "send_within_ms": "\(limits.sendWithin.wholeNanoseconds / 1_000_000)",
                    "remedy":
                        "Bring worker and database closer, or set PAMINN_SEND_WITHIN to up to 3s",
                ]))
        case .ledgerIsFastEnough: troubles.ledgerIsFastEnough(at: time.now())
        case .runPaused:
            log.tell(.runPaused, part.metadata())
        case .longRetryAfter:
            log.tell(.longRetryAfter, part.metadata())
        case .calls(let news): tell(news, of: part, at: time.now())
        }
    }

    private func tell(_ news: CallNews, of part: ClaimedPart, at now: BootInstant) {
        switch news {
        case .unanswered(let trace):
            let words = trace.failureWords
            troubles.note(
                .amili(words), .amiliSilent, at: now,
                part.metadata(["error": "\(words)", "remedy": "\(trace.remedy)"]))
        case .impossible(let trace):
            troubles.note(
                .local, .amiliOutOfReach, at: now,
                part.metadata(["error": "\(trace.failureWords)", "remedy": "\(trace.remedy)"]))
        case .lettersUnanswered(let trace, let span):
            troubles.note(
                .letters(part.creditor), .lettersUnanswered, at: now,
                part.metadata([
                    "error": "\(trace.failureWords)", "closed_seconds": "\(span.wholeSeconds)",
                    "remedy":
                        "Others' letters go on; ask Amili about this creditor, see `paminn evidence`.",
                ]))
        case .unusableAnswer(let why, let trace):
            troubles.note(
                .answer(part.creditor, why), .answerUnusable, at: now,
                part.metadata(trace.facts.merging(["trouble": "\(why)"]) { $1 }))
        case .credentialRefused(let trace):
            let facts: Logger.Metadata =
                trace.flaw == nil
                ? ["remedy": "Replace the file that PAMINN_AMILI_KEY_FILE names."] : trace.facts
            troubles.note(
                .credential, trace.isTokenRefused ? .tokenRefused : .credentialRefused, at: now,
                part.metadata(facts))
        case .creditorRefused:
            troubles.note(
                .creditor(part.creditor), .creditorRefused, at: now,
                part.metadata(["remedy": "Activate it at Amili, then `paminn creditor resume`."]))
        case .letterAnswered:
            troubles.amiliAnswers(part.creditor, at: now)
            troubles.lettersAnswered(of: part.creditor, at: now)
        case .lookUpAnswered: troubles.answerHolds(for: part.creditor, at: now)
        }
    }
}

extension ClaimedPart {
    fileprivate func metadata(_ facts: Logger.Metadata = [:]) -> Logger.Metadata {
        var place: Logger.Metadata = [
            "creditor": "\(handle)", "run": "\(claim.run)", "part": "\(claim.first)",
        ]
        if let traceID { place["trace"] = "\(traceID)" }
        return facts.merging(place) { fact, _ in fact }
    }
}

extension CallTrace {
    /// The log's metadata for an answer that cannot be used.
    fileprivate var facts: Logger.Metadata {
        guard let flaw else {
            return ["remedy": "Nothing of this creditor is sent meanwhile; ask Amili."]
        }
        let words = flaw.cause == .incomplete ? message.map { " (\($0))" } ?? "" : ""
        return ["error": "\(flaw.call.english): \(flaw.english)\(words)", "remedy": "\(remedy)"]
    }
}
