import Reminders

/// Counts equal rejections in a row, per run: a changed contract must not reject a whole run.
struct RejectionMonitor: Sendable {
    private struct Count {
        var streak = RejectionStreak()
        /// When the run was paused for them; the far future until the pause is written. Letters
        /// that were on the wire then come back with the same words, so only those that began later
        /// count.
        var pausedAt: BootInstant?
    }
    private var counts: [RunID: Count] = [:]

    mutating func accepted(_ run: RunID) {
        // Nearly always empty; an access in place would hash twice.
        if !counts.isEmpty { counts[run]?.streak.accepted() }
    }

    /// - Parameters:
    ///   - message: Amili's words.
    ///   - began: when the letter was handed over.
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

    /// Notes that the run is paused. A letter that begins later does so after somebody has resumed
    /// it.
    mutating func paused(_ run: RunID, at now: BootInstant) {
        counts[run]?.pausedAt = now
    }
}
