import Reminders

/// The breakers of one worker: of all Amili, and of each creditor's letters.
final class Breakers: Sendable {
    /// Which gate is to be closed, and for how long.
    enum Closing: Equatable {
        case fleet(Duration)
        case creditor(Duration)
    }

    /// Whether a part may send while a breaker probes.
    enum Leave: Equatable {
        case free
        /// One letter at a time.
        case alone
        /// Another part's letter is on its way; that takes a call's deadline at most.
        case later
        /// The same, of this creditor's letters alone: others go on meanwhile.
        case creditorLater
    }

    private struct State {
        var fleet = FleetBreaker()
        /// Only those whose letters failed lately.
        var creditors: [CreditorID: Breaker] = [:]
    }
    private let state = Locked(State())

    /// A call got no certain answer.
    /// - Parameter began: when it was handed over.
    func failed(
        _ call: FleetBreaker.Call, of creditor: CreditorID, began: BootInstant, now: BootInstant
    ) -> Closing? {
        state.with { state in
            let own =
                call == .letter
                ? state.creditors[creditor, default: Breaker()].failed(began: began, now: now)
                : nil
            if let span = state.fleet.failed(call, of: creditor, began: began, now: now) {
                return .fleet(span)
            }
            return own.map { .creditor($0) }
        }
    }

    func lookUpAnswered(at now: BootInstant) {
        state.with { $0.fleet.lookUpAnswered(at: now) }
    }

    /// - Returns: whether this ends a row of failures that had closed the creditor's gate.
    @discardableResult
    func letterAnswered(of creditor: CreditorID, at now: BootInstant) -> Bool {
        state.with { state in
            state.fleet.letterAnswered(at: now)
            return state.creditors.removeValue(forKey: creditor)?.isProbing ?? false
        }
    }

    /// Must this part's letters go one at a time?
    func isProbing(_ creditor: CreditorID) -> Bool {
        state.with { $0.fleet.isProbing || $0.creditors[creditor]?.isProbing ?? false }
    }

    /// Would `leave` let this part's letters wait for another part's of the creditor?
    func mustWait(_ part: ClaimedPart, now: BootInstant) -> Bool {
        state.with { state in
            guard let own = state.creditors[part.creditor], own.isProbing else { return false }
            return !own.isProbeFree(for: part.claim, now: now)
        }
    }

    /// May this part send? While a breaker probes, it takes the right to the one letter.
    func leave(_ part: ClaimedPart, now: BootInstant, for span: Duration) -> Leave {
        state.with { state in
            let ownProbes = state.creditors[part.creditor]?.isProbing ?? false
            guard ownProbes || state.fleet.isProbing else { return .free }
            if ownProbes {
                guard state.creditors[part.creditor]!.takeProbe(part.claim, now: now, for: span)
                else { return .creditorLater }
            }
            if state.fleet.isProbing {
                guard state.fleet.takeProbe(part.claim, now: now, for: span) else {
                    return .later
                }
            }
            return .alone
        }
    }

    func release(_ part: ClaimedPart) {
        state.with { state in
            state.fleet.releaseProbe(part.claim)
            state.creditors[part.creditor]?.releaseProbe(part.claim)
        }
    }
}
