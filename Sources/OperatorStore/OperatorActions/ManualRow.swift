import Database
import Postgres
package import Reminders

/// One reminder that is made by hand.
package struct ManualRow: Sendable, Equatable {
    package let run: RunID
    package let position: Int
    /// nil if the invoice is no longer on file.
    package let invoice: Invoice?
    /// Canonical.
    package let invoiceKey: String
    package let choices: ManualChoices
    /// Why no letter may go now although one was to; nil if one may, or if it is done.
    package let obstacle: Reason?
    /// RFC 3339 UTC; nil while it is to do.
    package let doneAt: String?
    package let doneBy: String?
    package let claimed: ManualClaim?
    /// Somebody has had its letter before their eyes.
    package let wasShown: Bool

    /// Where the next page begins.
    package var cursor: String { "\(run)/\(position)" }
}
