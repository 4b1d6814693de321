package import Reminders

package struct DraftLine: Sendable {
    package let position: Int
    package let key: String
    /// As written; the key, if the invoice is no longer on file.
    package let number: String
    package let customerNumber: String?
    package let name: String?
    package let hasEmail: Bool
    package let invoiceDate: CalendarDate?
    package let dueDate: CalendarDate?
    package let daysOverdue: Int?
    package let total: Ore?
    /// When the draft was built.
    package let remaining: Ore
    package let currency: String?
    package let isTicked: Bool
    package let route: ReminderRoute
    /// What is chosen for the manual route, also while the line leads to Amili.
    package let manual: ManualChoices
    /// Why it will be skipped, as far as was known when the draft was built.
    package let obstacle: Reason?
    package let warnings: [Warning]
    /// Lines of this debtor that may go; 100 stands for more.
    package let letters: Int
    /// It matches the filter, and did not when all that match were chosen.
    package let isNew: Bool
}
