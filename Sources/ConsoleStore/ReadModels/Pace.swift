import Reminders

/// The speed of a run, and how long the rest takes at that speed.
package struct Pace: Sendable {
    /// Reminders a second.
    package let rate: Double
    /// Seconds until the run ends; 0: it has ended; nil: nothing moves.
    package let eta: Double?

    /// Measures the speed of a run.
    /// - Parameter last: How many reminders had ended a number of seconds ago; nil: measure since
    ///   the run was released.
    package init(_ row: RunRow, since last: (finished: Int, seconds: Double)? = nil) {
        if let last, last.seconds > 0 {
            rate = Double(row.finished - last.finished) / last.seconds
        } else if let seconds = row.seconds, seconds > 0 {
            // Reminders that ended while they were loaded took no time.
            let loaded = (row.counts[.skipped] ?? 0) + (row.counts[.manual] ?? 0)
            rate = Double(row.finished - loaded) / seconds
        } else {
            rate = 0
        }
        let left = row.total - row.finished
        eta = left == 0 ? 0 : rate > 0 ? Double(left) / rate : nil
    }
}

extension RunRow {
    /// How many reminders have ended, in whatever state.
    package var finished: Int { total - (counts[.queued] ?? 0) - (counts[.uncertain] ?? 0) }
}
