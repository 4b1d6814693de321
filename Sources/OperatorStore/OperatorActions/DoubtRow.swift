package import ConsoleStore
import Database
import Postgres
package import Reminders

/// A reminder of which nobody knows whether its letter went.
package struct DoubtRow: Sendable {
    package let creditor: String
    package let invoiceNumber: String
    package let run: RunID
    package let position: Int
    package let attempts: Int
    /// RFC 3339 UTC, as all times here.
    package let since: String
    package let doubtUntil: String?
    package let isDoubtOver: Bool
    package let askedAgainAt: String?
    /// Why nobody asks at the moment; nil if somebody does.
    package let hindrance: InvoiceDoubt.Hindrance?
    /// The cause of the gate, if that is closed.
    package let closedCause: GateCause?
    package let closedWords: String?
    package let lastCall: String?
    package let lastLookUp: String?
}
