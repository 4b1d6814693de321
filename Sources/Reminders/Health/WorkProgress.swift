/// The facts that decide whether due work is being done. `paminn doctor`, `paminn status`, the
/// operators' page, the invoice list and the run's page all use this decision.
package struct WorkProgress: Sendable, Equatable {
    /// The decision of `verdict(after:)`.
    package enum Verdict: Sendable, Equatable {
        /// Nothing is due, or due work is being done.
        case moves
        /// Work is due since then, and no worker lives.
        case noWorker(Since)
        /// Workers live and work is due that may go, but nothing was sent, asked or settled since
        /// then.
        case standsStill(Since)
    }

    /// The usual time without progress from which on it is a problem.
    package static let patience = Duration.seconds(30)
    /// The bounds of that time, which is a setting.
    package static let patienceBounds = Duration.seconds(5)...(.seconds(3_600))
    /// Seconds for which a new worker may not have done anything yet.
    private static let settlingIn = 10.0
    /// Seconds after which a held run whose time has come is late; workers look for such runs each
    /// second.
    private static let lateRelease = 60.0

    /// The number of workers whose last beat is no older than their lease.
    package var alive: Int
    /// The age of the oldest of them, seconds.
    package var aliveFor: Double
    /// The number of workers that do not beat and were not declared dead.
    package var silent: Int
    /// The earliest last beat of these.
    package var silentSince: Since?
    /// The number of parts whose time has come and whose gates are open, waiting or in hand.
    package var dueParts: Int
    /// The number of held runs whose time has come.
    package var overdueRuns: Int
    /// The earliest time at which one of these should have been released.
    package var overdueSince: Since?
    /// The time since which the first of those parts and runs has been due; nil: none is.
    package var due: Since?
    /// The time since which nothing was done although work was due and the rate left room.
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

    /// Decides whether due work is being done.
    /// - Parameter patience: the longest time without progress.
    package func verdict(after patience: Duration) -> Verdict {
        guard let due else { return .moves }
        if alive == 0 { return .noWorker(due) }
        guard let quiet, quiet.seconds >= patience.seconds, aliveFor >= Self.settlingIn else {
            return .moves
        }
        return .standsStill(quiet)
    }

    /// The time since which held runs should have been released, if they are late, whatever else is
    /// being done.
    package var forgottenRuns: Since? {
        overdueSince.flatMap { $0.seconds >= Self.lateRelease ? $0 : nil }
    }
}
