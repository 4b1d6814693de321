/// Closes the gate of all Amili when Amili as a whole gives no answers. What one creditor's letters
/// meet with is that creditor's trouble as long as anything else is answered.
package struct FleetBreaker: Sendable {
    package enum Call: Sendable { case letter, lookUp }

    private var breaker = Breaker()
    /// Creditors whose calls failed since anything was answered.
    private var silent: Set<CreditorID> = []
    private var hasLookUpFailed = false
    /// Creditors whose letters failed since any creditor's letter was answered.
    private var unanswered: Set<CreditorID> = []
    /// When something was last answered: what began before and failed says nothing of Amili now.
    private var answeredAt: BootInstant?
    /// Tripped by letters although look-ups were answered: only a letter opens it.
    private var needsLetter = false

    package init() {}

    /// Has it tripped, with nothing answered since that would open it?
    package var isProbing: Bool { breaker.isProbing }

    /// A call got no certain answer. It trips when `Breaker.limit` calls running failed, a look-up
    /// or a second creditor's among them, or when the letters of so many creditors failed with no
    /// letter answered between.
    /// - Returns: for how long the gate of all Amili is to be closed; nil if it is not.
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

    /// A look-up was answered: Amili is there, whatever it makes of letters.
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

    /// As `Breaker.takeProbe`.
    package mutating func takeProbe(
        _ holder: PartClaim, now: BootInstant, for span: Duration
    ) -> Bool {
        breaker.takeProbe(holder, now: now, for: span)
    }

    package mutating func releaseProbe(_ holder: PartClaim) { breaker.releaseProbe(holder) }
}
