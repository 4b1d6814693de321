import Reminders

/// Reminders a second, and how long the rest takes at that pace.
package struct Pace: Sendable {
    package let rate: Double
    /// Seconds; nil if nothing moves.
    package let eta: Double?

    /// - Parameter last: how many had come to their end so many seconds ago; nil: the pace since
    ///   the run was released.
    package init(_ row: RunRow, since last: (finished: Int, seconds: Double)? = nil) {
        if let last, last.seconds > 0 {
            rate = Double(row.finished - last.finished) / last.seconds
        } else if let seconds = row.seconds, seconds > 0 {
            // What ended as it was loaded took no time.
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
    /// How many have come to their end, whichever it is.
    package var finished: Int { total - (counts[.queued] ?? 0) - (counts[.uncertain] ?? 0) }
}
