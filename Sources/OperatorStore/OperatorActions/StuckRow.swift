import Database
import Postgres
package import Reminders

package struct StuckRow: Sendable {
    package let run: RunID
    package let first: Int
    package let last: Int
    package let creditor: String
    package let queued: Int
    package let uncertain: Int
    package let crashes: Int
    package let claimedAt: String?
    /// The last worker that wrote anything about it.
    package let worker: String?
    /// When it is tried again by itself, alone; nil: only when a human says so.
    package let retryAt: String?
}
