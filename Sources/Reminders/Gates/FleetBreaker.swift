/// The circuit breaker of the gate of all Amili. It trips when Amili as a whole does not answer. As
/// long as anything else is answered, failures of one creditor's letters are that creditor's
/// trouble.
package struct FleetBreaker: Sendable {
    package enum Call: Sendable { case letter, lookUp }

    private var breaker = Breaker()
    /// Creditors with a failed call since any call was answered.
    private var silent: Set<CreditorID> = []
    private var hasLookUpFailed = false
    /// Creditors with a failed letter since any letter was answered.
    private var unanswered: Set<CreditorID> = []
    /// The time of the last answer. The failure of a call that began before says nothing of Amili
    /// now.
    private var answeredAt: BootInstant?
    /// Whether letters tripped it although look-ups were answered. Then only an answered letter
    /// opens it.
    private var needsLetter = false

    package init() {}

    /// Whether it has tripped, and nothing was answered since that would open it.
    package var isProbing: Bool { breaker.isProbing }

    /// Counts a call without a certain answer. It trips in two cases: `Breaker.limit` calls in a
    /// row failed, among them a look-up or calls of two creditors; or the letters of that many
    /// creditors failed, and no letter was answered between.
    /// - Returns: the time for which the gate of all Amili is to be closed; nil if it is not.
    package mutating func failed(
        _ call: Call, of creditor: CreditorID, began: BootInstant, now: BootInstant
    ) -> Duration? {
        if call == .letter { unanswered.insert(creditor) }
        let isNews = answeredAt.map { began > $0 } ?? true
        if isNews {
            silent.insert(creditor)
            if call == .lookUp { hasLookUpFailed = true }
        }
        let isSilent = isNews && (hasLookUpFailed || silent.count > 1)
        let noLetters = unanswered.count >= Breaker.limit
        guard isNews || noLetters else { return nil }
        let span = breaker.failed(began: began, now: now) { failures in
            noLetters || (isSilent && failures >= Breaker.limit)
        }
        if span != nil { needsLetter = noLetters }
        return span
    }

    /// A look-up was answered, so Amili is there; it may still not answer letters.
    package mutating func lookUpAnswered(at now: BootInstant) {
        answeredAt = now
        silent = []
        hasLookUpFailed = false
        if needsLetter { breaker.countAnew() } else { breaker.answered() }
    }

    /// A letter was answered, whatever the answer.
    package mutating func letterAnswered(at now: BootInstant) {
        self = FleetBreaker()
        answeredAt = now
    }

    /// See `Breaker.takeProbe`.
    package mutating func takeProbe(
        _ holder: PartClaim, now: BootInstant, for span: Duration
    ) -> Bool {
        breaker.takeProbe(holder, now: now, for: span)
    }

    package mutating func releaseProbe(_ holder: PartClaim) { breaker.releaseProbe(holder) }
}
