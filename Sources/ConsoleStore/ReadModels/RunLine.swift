import Database
import Postgres
package import Reminders

/// One line of a run, as the web page and its files show it; times RFC 3339 UTC.
package struct RunLine: Sendable {
    package let position: Int
    /// The invoice's canonical number.
    package let key: String
    package let invoiceNumber: String
    package let customerNumber: String?
    /// Personal data; nil if the invoice is no longer on file.
    package let name: String?
    package let state: ReminderState
    /// The label, in Swedish and in English.
    package let shown: String
    package let shownEnglish: String
    package let reason: Reason?
    package let attempts: Int
    package let nextAttemptAt: String?
    package let caseID: String?
    package let amiliOCR: String?
    package let remaining: Ore?
    package let currency: String?
    package let dueDate: String?
    package let changedAt: String
    package let confirmedAt: String?
    /// Handed over, and paid or credited since.
    package let isPaidAfterHandover: Bool
    /// As of `InvoiceRow`.
    package let isPartPaidAfterHandover: Bool
    /// nil unless it is queued.
    package let queueState: QueueState?
}
