package import Reminders

/// A worker that lives, or died within the last hour.
package struct WorkerRow: Sendable {
    package let name: String
    package let startedAt: Timestamp
    package let seenAt: Timestamp
    /// Seconds since its last beat.
    package let silence: Double
    /// When it ended or was declared dead; nil: it lives.
    package let endedAt: Timestamp?
    /// The parts that it has in hand, and their open reminders.
    package let parts: Int
    package let reminders: Int
}
