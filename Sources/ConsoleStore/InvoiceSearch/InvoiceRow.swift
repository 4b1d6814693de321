package import Reminders

/// One line of the invoice list: an invoice, and the reminder of it that counts.
package struct InvoiceRow: Sendable {
    /// The canonical number.
    package let key: String
    /// The number as the creditor wrote it.
    package let number: String
    package let customerNumber: String?
    package let name: String
    package let invoiceDate: CalendarDate
    package let dueDate: CalendarDate
    /// Days since the due date, by today's date in Sweden; negative: not due yet.
    package let daysOverdue: Int
    /// nil if it is not known.
    package let total: Ore?
    package let remaining: Ore
    package let currency: String
    package let state: InvoiceState
    /// The label of the state, in Swedish and in English.
    package let shownSwedish: String
    package let shownEnglish: String
    package let reason: Reason?
    /// Letters sent.
    package let attempts: Int
    package let nextAttemptAt: Timestamp?
    /// The run and the place in it of the reminder; nil: there is none.
    package let run: RunID?
    package let position: Int?
    package let caseID: String?
    package let amiliOCR: String?
    /// Amili's word for the state of the case.
    package let amiliState: String?
    /// When the row was last known to be true.
    package let confirmedAt: Timestamp?
    package let changedAt: Timestamp
    /// Handed over, not closed at Amili, and paid, credited or without a remainder since.
    package let isPaidAfterHandover: Bool
    /// Handed over, not closed at Amili, and changed since so that less than the total remains. The
    /// amount handed over is not kept, so a part that was paid before counts as well.
    package let isPartPaidAfterHandover: Bool
    /// nil unless the reminder is queued.
    package let queueState: QueueState?
}
