import Database
import Postgres
package import Reminders

/// One line of a list, as the views show it; times RFC 3339 UTC.
package struct ListRow: Sendable {
    package let creditor: String
    package let invoiceNumber: String
    package let run: RunID?
    package let state: InvoiceState
    /// The label, in Swedish and in English.
    package let shown: String
    package let shownEnglish: String
    package let reason: String?
    package let reasonSwedish: String?
    package let reasonEnglish: String?
    package let attempts: Int
    package let nextAttemptAt: String?
    package let caseID: String?
    package let amiliOCR: String?
    package let amiliState: String?
    package let amiliStatus: String?
    package let remainingOre: Int64?
    package let dueDate: String?
    package let changedAt: String
    package let confirmedAt: String?
    /// Handed over, not closed at Amili, and paid, credited or without a remainder since.
    package let isPaidAfterHandover: Bool
    /// Where the next page begins.
    package let cursor: String
}
