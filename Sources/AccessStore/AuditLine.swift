import Database
import Postgres
package import Reminders

/// A line of the record: who did or looked at what.
package struct AuditLine: Sendable {
    /// UTC.
    package let at: String
    package let login: String
    package let deed: AuditDeed
    package let creditorID: CreditorID?
    /// The creditor's handle.
    package let creditor: String?
    package let run: RunID?
    /// The details of the deed, or the object of a look.
    package let facts: String?
    package let address: String?
    package let times: Int
    package let position: AuditPosition

    package var action: String { deed.text }
}
