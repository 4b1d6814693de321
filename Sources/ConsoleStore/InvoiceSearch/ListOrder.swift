import Reminders

/// The order of an invoice list: by a column, and by the number within equal values.
package struct ListOrder: Hashable, Sendable {
    /// A column to sort by. The raw value is the word of a URL and of `BrowseStatement.sorted`.
    package enum Column: String, CaseIterable, Sendable {
        /// By length, then by characters: 9 before 10, F9 before F10.
        case number
        /// The debtor's name, in Swedish order.
        case customer
        case invoiceDate = "invoice-date"
        /// Ascending: the most overdue first.
        case dueDate = "due-date"
        /// The total, or the remainder if no total is known.
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
