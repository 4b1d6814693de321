/// Whether what is due goes on. `paminn doctor`, `paminn status`, the operators' page, the invoice
/// list and the run's page all tell it by this one decision.
package struct WorkProgress: Sendable, Equatable {
    package enum Verdict: Sendable, Equatable {
        /// Nothing is due, or something becomes of it.
        case moves
        /// Something is due since then, and no worker lives.
        case noWorker(Since)
        /// Workers live, something is due that may go, and nothing was sent, asked or settled since
        /// then.
        case standsStill(Since)
    }

    /// How long nothing may be done before it is a trouble.
    package static let patience = Duration.seconds(30)
    /// A worker that has just begun may not have come to anything yet.
    private static let settlingIn = 10.0
    /// Workers look for held runs each second.
    private static let lateRelease = 60.0

    /// Workers whose last beat is no older than their lease.
    package var alive: Int
    /// How long the longest-lived of them has lived, seconds.
    package var aliveFor: Double
    /// Workers that are neither heard of nor declared dead, since the last beat of the first.
    package var silent: Int
    package var silentSince: Since?
    /// Parts whose time has come and whose gates are open, waiting or in hand.
    package var dueParts: Int
    /// Held runs whose time has come.
    package var overdueRuns: Int
    package var overdueSince: Since?
    /// Since when the first of those parts and runs waits; nil: none does.
    package var due: Since?
    /// Since when nothing was done although something was due and the rate left room.
    package var quiet: Since?

    package init(
        alive: Int = 0, aliveFor: Double = 0, silent: Int = 0, silentSince: Since? = nil,
        dueParts: Int = 0, overdueRuns: Int = 0, overdueSince: Since? = nil, due: Since? = nil,
        quiet: Since? = nil
    ) {
        self.alive = alive
        self.aliveFor = aliveFor
        self.silent = silent
        self.silentSince = silentSince
        self.dueParts = dueParts
        self.overdueRuns = overdueRuns
        self.overdueSince = overdueSince
        self.due = due
        self.quiet = quiet
    }

    /// - Parameter patience: how long nothing may be done.
    package func verdict(after patience: Duration) -> Verdict {
        guard let due else { return .moves }
        if alive == 0 { return .noWorker(due) }
        guard let quiet, quiet.seconds >= patience.seconds, aliveFor >= Self.settlingIn else {
            return .moves
        }
        return .standsStill(quiet)
    }

    /// Held runs that should have been released long ago, whatever else goes on.
    package var forgottenRuns: Since? {
        overdueSince.flatMap { $0.seconds >= Self.lateRelease ? $0 : nil }
    }
}
