import Database
import Postgres
import Reminders

package struct WorkerRow: Sendable {
    package let name: String
    package let startedAt: String
    package let seenAt: String
    /// Seconds since its last beat.
    package let silence: Double
    package let endedAt: String?
    package let parts: Int
    package let reminders: Int
}
