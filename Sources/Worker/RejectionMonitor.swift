import Reminders

/// Equal rejections running, per run: a changed contract must not reject a whole run.
struct RejectionMonitor: Sendable {
    private struct Count {
        var streak = RejectionStreak()
        /// When the run was paused for it: what was on the wire then comes back with the same
        /// words, and only what was begun later is news.
        var pausedAt: BootInstant?
    }
    private var counts: [RunID: Count] = [:]

    mutating func accepted(_ run: RunID) {
        // Mostly there is nothing: an access in place would hash twice.
        if !counts.isEmpty { counts[run]?.streak.accepted() }
    }

    /// - Parameter began: when the letter was handed over.
    /// - Returns: whether the run must be paused and a human asked.
    mutating func rejected(_ run: RunID, _ message: String, began: BootInstant) -> Bool {
        var count = counts[run, default: Count()]
        defer { counts[run] = count }
        if let pausedAt = count.pausedAt {
            guard began > pausedAt else { return false }
            count = Count()
        }
        guard count.streak.rejected(message) else { return false }
        count.pausedAt = BootInstant(nanoseconds: .max)
        return true
    }

    /// It is paused now; what begins later began after somebody has resumed it.
    mutating func paused(_ run: RunID, at now: BootInstant) {
        counts[run]?.pausedAt = now
    }
}
