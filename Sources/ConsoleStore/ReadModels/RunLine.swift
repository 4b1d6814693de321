package import Reminders

/// One line of a run, as the web page and its files show it.
package struct RunLine: Sendable {
    /// The place in the run, from 1.
    package let position: Int
    /// The invoice's canonical number.
    package let key: String
    package let invoiceNumber: String
    package let customerNumber: String?
    /// The debtor's name, personal data; nil if the invoice is no longer on file.
    package let name: String?
    package let state: ReminderState
    /// The label of the state, in Swedish and in English.
    package let shown: String
    package let shownEnglish: String
    package let reason: Reason?
    /// Letters sent.
    package let attempts: Int
    package let nextAttemptAt: Timestamp?
    package let caseID: String?
    package let amiliOCR: String?
    package let remaining: Ore?
    package let currency: String?
    package let dueDate: String?
    package let changedAt: Timestamp
    /// When the row was last known to be true.
    package let confirmedAt: Timestamp?
    /// Handed over, not closed at Amili, and paid, credited or without a remainder since.
    package let isPaidAfterHandover: Bool
    /// See `InvoiceRow.isPartPaidAfterHandover`.
    package let isPartPaidAfterHandover: Bool
    /// nil unless the reminder is queued.
    package let queueState: QueueState?
}
