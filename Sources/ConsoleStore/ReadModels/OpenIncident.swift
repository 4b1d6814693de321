import Database
import Postgres
package import Reminders

package struct OpenIncident: Sendable {
    package let id: Int64
    package let creditor: CreditorID
    /// nil if the reminder is pruned.
    package let invoiceNumber: String?
    package let run: RunID
    package let at: String
    package let kind: IncidentKind
    package let cases: [String]
}
