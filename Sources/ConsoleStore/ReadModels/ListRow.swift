package import Reminders

/// One line of a list of the command line, as the views `invoice_list` and `reminder_list` show it.
package struct ListRow: Sendable {
    /// The creditor's handle.
    package let creditor: String
    package let invoiceNumber: String
    /// nil if the invoice has no reminder.
    package let run: RunID?
    package let state: InvoiceState
    /// The label of the state, in Swedish and in English.
    package let shown: String
    package let shownEnglish: String
    /// The code of the reason, and its texts; nil where there is none.
    package let reason: String?
    package let reasonSwedish: String?
    package let reasonEnglish: String?
    /// Letters sent.
    package let attempts: Int
    package let nextAttemptAt: Timestamp?
    package let caseID: String?
    package let amiliOCR: String?
    /// Amili's two words for the case.
    package let amiliState: String?
    package let amiliStatus: String?
    package let remainingOre: Int64?
    package let dueDate: String?
    package let changedAt: Timestamp
    /// When the row was last known to be true.
    package let confirmedAt: Timestamp?
    /// Handed over, not closed at Amili, and paid, credited or without a remainder since.
    package let isPaidAfterHandover: Bool
    /// The key of this row; the next page begins after it.
    package let cursor: String
}
