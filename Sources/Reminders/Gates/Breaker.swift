/// Closes a gate when calls fail one after another, then lets one letter at a time through until
/// one of them is answered.
package struct Breaker: Sendable {
    /// Failures running, over all parts in hand, that trip it.
    package static let limit = 5
    /// The first closing; each further one without an answer between is twice as long.
    package static let shortest = Duration.seconds(1)
    package static let longest = Duration.seconds(60)

    private var failures = 0
    private var trips = 0
    private var trippedAt: BootInstant?
    private var probe: (holder: PartClaim, until: BootInstant)?

    package init() {}

    /// Has it tripped, with no letter answered since?
    package var isProbing: Bool { trips > 0 }

    /// - Parameters:
    ///   - began: a call that began before the breaker tripped is no news.
    ///   - isEnough: whether so many failures say something of this gate; nil: the count alone
    ///     decides.
    /// - Returns: for how long the gate is to be closed; nil if it is not.
    package mutating func failed(
        began: BootInstant, now: BootInstant, isEnough: ((_ failures: Int) -> Bool)? = nil
    ) -> Duration? {
        if let trippedAt, began <= trippedAt { return nil }
        failures += 1
        let isOver = isEnough?(failures) ?? (failures >= Self.limit)
        guard isOver || isProbing else { return nil }
        let span = min(Self.shortest * (1 << min(trips, 10)), Self.longest)
        failures = 0
        trips += 1
        trippedAt = now
        probe = nil
        return span
    }

    /// A letter was answered, whatever the answer.
    package mutating func answered() { self = Breaker() }

    /// Something was answered: the failures before it are no row of failures any more.
    package mutating func countAnew() { failures = 0 }

    /// May this part send the one letter, or would `takeProbe` refuse it?
    package func isProbeFree(for holder: PartClaim, now: BootInstant) -> Bool {
        probe.map { $0.holder == holder || now >= $0.until } ?? true
    }

    /// The right to send the one letter. It expires by itself, or a holder that never comes back
    /// would keep everybody silent.
    package mutating func takeProbe(
        _ holder: PartClaim, now: BootInstant, for span: Duration
    ) -> Bool {
        guard isProbeFree(for: holder, now: now) else { return false }
        probe = (holder, now + span)
        return true
    }

    package mutating func releaseProbe(_ holder: PartClaim) {
        if probe?.holder == holder { probe = nil }
    }
}
