package import Reminders

/// One line of the list; times RFC 3339 UTC.
package struct InvoiceRow: Sendable {
    package let key: String
    /// As the creditor wrote it.
    package let number: String
    package let customerNumber: String?
    package let name: String
    package let invoiceDate: CalendarDate
    package let dueDate: CalendarDate
    /// Negative: not due yet. By today in Sweden.
    package let daysOverdue: Int
    package let total: Ore?
    package let remaining: Ore
    package let currency: String
    package let state: InvoiceState
    package let shownSwedish: String
    package let shownEnglish: String
    package let reason: Reason?
    package let attempts: Int
    package let nextAttemptAt: String?
    package let run: RunID?
    package let position: Int?
    package let caseID: String?
    package let amiliOCR: String?
    package let amiliState: String?
    package let confirmedAt: String?
    package let changedAt: String
    package let isPaidAfterHandover: Bool
    /// Handed over, not closed at Amili, and changed since so that less than the total is left.
    /// What was handed over is not kept: a part that was paid before counts as well.
    package let isPartPaidAfterHandover: Bool
    /// nil unless it is queued.
    package let queueState: QueueState?
}
