import Database
import Postgres
package import Reminders

package struct IncidentRow: Sendable {
    package let id: Int64
    package let creditor: String
    /// nil if the reminder is pruned.
    package let invoiceNumber: String?
    package let run: RunID
    package let position: Int
    package let at: String
    package let kind: IncidentKind
    package let cases: [String]
    package let closedAt: String?
    package let closedBy: String?
    package let closedWhy: String?
}
