import Reminders

/// The breakers of one worker: of all Amili, and of each creditor's letters.
struct Breakers: Sendable {
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

    private var fleet = FleetBreaker()
    /// Only those whose letters failed lately.
    private var creditors: [CreditorID: Breaker] = [:]

    /// A call got no certain answer.
    /// - Parameter began: when it was handed over.
    mutating func failed(
        _ call: FleetBreaker.Call, of creditor: CreditorID, began: BootInstant, now: BootInstant
    ) -> Closing? {
        let own =
            call == .letter
            ? creditors[creditor, default: Breaker()].failed(began: began, now: now) : nil
        if let span = fleet.failed(call, of: creditor, began: began, now: now) {
            return .fleet(span)
        }
        return own.map { .creditor($0) }
    }

    mutating func lookUpAnswered(at now: BootInstant) { fleet.lookUpAnswered(at: now) }

    mutating func letterAnswered(of creditor: CreditorID, at now: BootInstant) {
        fleet.letterAnswered(at: now)
        if !creditors.isEmpty { creditors[creditor] = nil }
    }

    /// Must this part's letters go one at a time?
    func isProbing(_ creditor: CreditorID) -> Bool {
        fleet.isProbing || creditors[creditor]?.isProbing ?? false
    }

    /// Would `leave` let this part's letters wait for another part's of the creditor?
    func mustWait(_ part: ClaimedPart, now: BootInstant) -> Bool {
        guard let own = creditors[part.creditor], own.isProbing else { return false }
        return !own.isProbeFree(for: part.claim, now: now)
    }

    /// May this part send? While a breaker probes, it takes the right to the one letter.
    mutating func leave(_ part: ClaimedPart, now: BootInstant, for span: Duration) -> Leave {
        let ownProbes = creditors[part.creditor]?.isProbing ?? false
        guard ownProbes || fleet.isProbing else { return .free }
        if ownProbes {
            guard creditors[part.creditor]!.takeProbe(part.claim, now: now, for: span)
            else { return .creditorLater }
        }
        if fleet.isProbing {
            guard fleet.takeProbe(part.claim, now: now, for: span) else { return .later }
        }
        return .alone
    }

    mutating func release(_ part: ClaimedPart) {
        fleet.releaseProbe(part.claim)
        creditors[part.creditor]?.releaseProbe(part.claim)
    }
}
