/// Full-jitter exponential backoff.
///
/// - SeeAlso: "Exponential Backoff And Jitter", AWS Architecture Blog, 2015: drawing the whole wait
///   at random spreads callers best.
package struct Backoff: Sendable, Equatable {
    package let base: Duration
    package let cap: Duration

    /// - Precondition: 0 < base ≤ cap.
    package init(base: Duration = .seconds(1), cap: Duration = .seconds(300)) {
        precondition(base > .zero && base <= cap)
        self.base = base
        self.cap = cap
    }

    /// The wait after `setbacks` passes in a row that got nowhere (0 counts as 1).
    /// - Parameter jitter: 0..<1. A floor of a tenth of the base keeps the loop from spinning.
    package func wait(setbacks: Int, jitter: Double) -> Duration {
        precondition((0..<1).contains(jitter) && setbacks >= 0)
        let doublings = min(max(setbacks, 1) - 1, 40)
        let ceiling = min(base.seconds * Double(Int64(1) << doublings), cap.seconds)
        return .nanoseconds(Int64(max(ceiling * jitter, base.seconds / 10) * 1e9))
    }
}

/// Watches other workers' beat counters by this process' own clock: no wall clock decides a death.
package struct DeathWatch: Sendable {
    private struct Seen {
        var beat: Int64
        var since: BootInstant
    }
    private let lease: Duration
    private let longestGap: Duration
    private var seen: [WorkerID: Seen] = [:]
    private var lastAsked: BootInstant?

    /// - Parameter longestGap: looks further apart than this prove nothing (the watcher itself was
    ///   stopped, or the database was away): everybody's time begins anew.
    package init(lease: Duration, longestGap: Duration = .seconds(2)) {
        self.lease = lease
        self.longestGap = longestGap
    }

    /// - Parameters:
    ///   - asked: a moment before the sightings were asked for.
    ///   - answered: a moment after. A beat is known to be still from the first answer that showed
    ///     it to the last question that still did: the shortest it can have been.
    /// - Returns: those whose counter stood still for the length of the lease, with that beat.
    package mutating func look(
        _ sightings: [Sighting], asked: BootInstant, answered: BootInstant
    ) -> [Sighting] {
        precondition(asked <= answered)
        if answered - (lastAsked ?? asked) > longestGap { seen.removeAll() }
        lastAsked = asked
        var next: [WorkerID: Seen] = [:]
        var dead: [Sighting] = []
        for sighting in sightings {
            if let known = seen[sighting.worker], known.beat == sighting.beat {
                next[sighting.worker] = known
                if asked - known.since >= lease { dead.append(sighting) }
            } else {
                next[sighting.worker] = Seen(beat: sighting.beat, since: answered)
            }
        }
        seen = next
        return dead
    }

    /// Has anybody's counter stood still for at least so long?
    package func isAnySilent(for span: Duration, at now: BootInstant) -> Bool {
        seen.values.contains { now - $0.since >= span }
    }
}

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

/// Counts equal rejections running: a changed contract must not reject a whole run.
package struct RejectionStreak: Sendable {
    package static let limit = 20
    private var message = ""
    private var count = 0

    package init() {}

    package mutating func accepted() { count = 0 }

    /// - Returns: whether the run must be paused and a human asked.
    package mutating func rejected(_ message: String) -> Bool {
        count = message == self.message ? count + 1 : 1
        self.message = message
        return count >= Self.limit
    }
}

/// What a look-up makes of one reminder.
package enum Finding: Sendable, Equatable {
    /// Nothing is known against it: it may be sent (within the life of the answer).
    case free
    /// Still in doubt: ask again later.
    case stillUncertain
    /// The doubt is over: not there. Queue again, or give up after the last attempt.
    case notThere
    /// Ours. `rivals`: every other open case of the invoice, which makes it an incident.
    /// `presumed`: why nobody can tell whether it is ours or was made by hand.
    case ours(FoundCase, rivals: [FoundCase], presumed: Reason? = nil)
    /// Somebody else's letter went before ours.
    case skip(Reason)

    /// - Parameters:
    ///   - cases: what Amili has of this very invoice.
    ///   - clockSkew: Amili's clock minus the database's, seconds.
    ///   - doubtIsOver: the question was put after the part's `doubt_until`.
    ///   - conflictSince: seconds since 1970 by Amili's clock: no letter of ours that was answered
    ///     409 left before. Nil if none was.
    ///   - lostTimes: what the ledger has forgotten.
    package static func of(
        _ reminder: OpenReminder, cases: [FoundCase], clockSkew: Int64, doubtIsOver: Bool,
        conflictSince: Int64? = nil, lostTimes: [LostTime] = []
    ) -> Finding {
        let open = cases.filter(\.isOpen)
        func ours(_ isOurs: (FoundCase) -> Bool, presumed: Reason? = nil) -> Finding? {
            let ours = cases.filter(isOurs)
                .sorted { ($0.isOpen ? 0 : 1, $0.createdAt) < ($1.isOpen ? 0 : 1, $1.createdAt) }
            return ours.first.map { first in
                .ours(
                    first, rivals: open.filter { $0.caseID != first.caseID },
                    presumed: presumed)
            }
        }
        // Amili's own clock on both sides, if it was read before the attempt: the database's may
        // have been set meanwhile. A doubt that was settled as "not there" counts too: what turns
        // up late is ours all the same.
        let began = reminder.amiliDoubtSince ?? reminder.doubtSince.map { $0 + clockSkew }
        if let began, let finding = ours({ $0.createdAt >= began - tolerance }) { return finding }
        // We know nothing of letters from a forgotten time, not even that they are in doubt.
        // A closed one from before a human released the invoice is what was released.
        let released = reminder.releasedAt.map { $0 + clockSkew - tolerance }
        let isForgotten: (FoundCase) -> Bool = { found in
            (found.isOpen || released.map { found.createdAt > $0 } ?? true)
                && lostTimes.contains { $0.covers(found.createdAt) }
        }
        if let finding = ours(isForgotten, presumed: .foundAfterSetBack) { return finding }
        // A gateway may hand a letter over twice and answer with the second try's 409. A colleague
        // who was faster by less than the tolerance looks the same.
        if let conflictSince,
            let finding = ours(
                { $0.createdAt >= conflictSince - tolerance }, presumed: .foundAfterConflict)
        {
            return finding
        }
        if reminder.state == .uncertain, !doubtIsOver { return .stillUncertain }
        if !open.isEmpty { return .skip(.alreadyAtAmili) }
        let closed = cases.filter { found in released.map { found.createdAt > $0 } ?? true }
        if !closed.isEmpty { return .skip(.closedAtAmili) }
        return reminder.state == .uncertain ? .notThere : .free
    }

    /// Seconds: both are whole ones, and Amili may have more than one clock.
    package static let tolerance: Int64 = 2
}
