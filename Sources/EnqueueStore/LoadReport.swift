import Database
import Postgres
package import Reminders

package struct LoadReport: Sendable, Equatable {
    package var run: RunID?
    /// The run was there before: nothing was enqueued.
    package var existing = false
    package var total = 0
    package var queued = 0
    package var skipped = 0
    /// To be done by hand; with the queued and the skipped ones they make up the total.
    package var manual = 0
    package var refused = 0
    package var reasons: [Reason: Int] = [:]
    package init() {}

    /// The text that the audit keeps of it.
    package var facts: String { "queued \(queued), manual \(manual), skipped \(skipped)" }
}
