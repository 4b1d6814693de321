package import Reminders

/// A line of a draft as the dialog shows it. Details of the invoice are nil if it is no longer on
/// file.
package struct DraftLine: Sendable {
    /// From 1, in the order of the draft.
    package let position: Int
    /// The canonical number.
    package let key: String
    /// The number as written, or the key if the invoice is no longer on file.
    package let number: String
    package let customerNumber: String?
    package let name: String?
    package let hasEmail: Bool
    package let invoiceDate: CalendarDate?
    package let dueDate: CalendarDate?
    /// Days from the due date to today in Sweden; negative before the due date.
    package let daysOverdue: Int?
    package let total: Ore?
    /// The amount left to pay when the draft was built.
    package let remaining: Ore
    package let currency: String?
    package let isTicked: Bool
    package let route: ReminderRoute
    /// The choices for the manual route, also while the line leads to Amili.
    package let manual: ManualChoices
    /// Why the line will be skipped, as far as was known when the draft was built.
    package let obstacle: Reason?
    package let warnings: [Warning]
    /// Lines of this debtor that may go, at most 100; 0 if this line has an obstacle.
    package let letters: Int
    /// The line matches the filter, and did not when all that match were chosen.
    package let isNew: Bool
}
