import Reminders

/// The circuit breakers of one worker: one for all of Amili, and one for each creditor's letters.
struct Breakers: Sendable {
    /// The gate to be closed, and for how long.
    enum Closing: Equatable {
        case fleet(Duration)
        case creditor(Duration)
    }

    /// Whether a part may send while a breaker probes.
    enum Leave: Equatable {
        /// No breaker probes.
        case free
        /// One letter at a time.
        case alone
        /// Another part's probe of all Amili is on its way. It takes a call's deadline at most.
        case later
        /// Another part's probe of this creditor is on its way. Other creditors' letters go on
        /// meanwhile.
        case creditorLater
    }

    private var fleet = FleetBreaker()
    /// The breakers of those creditors whose letters failed lately.
    private var creditors: [CreditorID: Breaker] = [:]

    /// Counts a call that got no certain answer.
    /// - Parameter began: when the call was handed over.
    /// - Returns: the gate to close; nil if no breaker tripped. The gate of all Amili comes first.
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

    /// Resets both breakers: the letter was answered, whatever the answer.
    mutating func letterAnswered(of creditor: CreditorID, at now: BootInstant) {
        fleet.letterAnswered(at: now)
        if !creditors.isEmpty { creditors[creditor] = nil }
    }

    /// Whether this creditor's letters must go one at a time.
    func isProbing(_ creditor: CreditorID) -> Bool {
        fleet.isProbing || creditors[creditor]?.isProbing ?? false
    }

    /// Whether `leave` would answer `.creditorLater`.
    func mustWait(_ part: ClaimedPart, now: BootInstant) -> Bool {
        guard let own = creditors[part.creditor], own.isProbing else { return false }
        return !own.isProbeFree(for: part.claim, now: now)
    }

    /// Tells whether this part may send. While a breaker probes, the part also takes the right to
    /// the one letter.
    /// - Parameter span: how long the part keeps that right at most.
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

    /// Gives back the part's right to a probe letter, if it has one.
    mutating func release(_ part: ClaimedPart) {
        fleet.releaseProbe(part.claim)
        creditors[part.creditor]?.releaseProbe(part.claim)
    }
}
