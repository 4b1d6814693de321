import Reminders

package struct ListOrder: Hashable, Sendable {
    package enum Column: String, CaseIterable, Sendable {
        /// Shorter numbers first, then as written: 9 before 10, F9 before F10.
        case number
        /// The debtor's name, in Swedish order.
        case customer
        case invoiceDate = "invoice-date"
        /// Ascending: the most overdue first.
        case dueDate = "due-date"
        /// What remains, where no total is known.
        case total
        case remaining
    }

    package var column: Column
    package var isDescending: Bool

    package init(_ column: Column, isDescending: Bool = false) {
        self.column = column
        self.isDescending = isDescending
    }
}
