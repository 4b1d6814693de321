/// A circuit breaker. When calls fail one after another it closes a gate; after that it lets one
/// letter at a time through (the probe) until one is answered.
package struct Breaker: Sendable {
    /// The number of failures in a row, over all parts in hand, that trips it.
    package static let limit = 5
    /// The first closing. Each further one without an answer between is twice as long, up to
    /// `longest`.
    package static let shortest = Duration.seconds(1)
    package static let longest = Duration.seconds(60)

    private var failures = 0
    private var trips = 0
    private var trippedAt: BootInstant?
    private var probe: (holder: PartClaim, until: BootInstant)?

    package init() {}

    /// Whether it has tripped, and no letter was answered since.
    package var isProbing: Bool { trips > 0 }

    /// Counts a failed call.
    /// - Parameters:
    ///   - began: a call that began before the breaker tripped is not counted.
    ///   - isEnough: whether this number of failures trips the breaker; nil: it does from `limit`
    ///     on.
    /// - Returns: the time for which the gate is to be closed; nil if it is not.
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

    /// Resets the breaker, because a letter was answered, whatever the answer.
    package mutating func answered() { self = Breaker() }

    /// Restarts the count, because some call was answered: the failures before it are no longer in
    /// a row.
    package mutating func countAnew() { failures = 0 }

    /// Whether `takeProbe` would give this part the right to send.
    package func isProbeFree(for holder: PartClaim, now: BootInstant) -> Bool {
        probe.map { $0.holder == holder || now >= $0.until } ?? true
    }

    /// Takes the right to send one letter. It expires by itself; else a holder that never comes
    /// back would block all others.
    /// - Returns: false if another part has it.
    package mutating func takeProbe(
        _ holder: PartClaim, now: BootInstant, for span: Duration
    ) -> Bool {
        guard isProbeFree(for: holder, now: now) else { return false }
        probe = (holder, now + span)
        return true
    }

    /// Gives the right to send one letter back, if this part has it.
    package mutating func releaseProbe(_ holder: PartClaim) {
        if probe?.holder == holder { probe = nil }
    }
}
