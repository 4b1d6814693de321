import Database
import Postgres
package import Reminders

/// A letter of which nobody knows whether it went.
package struct InvoiceDoubt: Sendable {
    package enum Hindrance: String, Sendable {
        case stuck
        case allPaused = "all paused"
        case allClosed = "all closed"
        case creditorPaused = "creditor paused"
        case creditorClosed = "creditor closed"
    }
    package let run: RunID
    package let since: String
    package let doubtUntil: String?
    package let isDoubtOver: Bool
    package let askedAgainAt: String?
    /// Why nobody asks at the moment; nil if somebody does.
    package let hindrance: Hindrance?
    package let lastCall: String?
    package let lastLookUp: String?
}
