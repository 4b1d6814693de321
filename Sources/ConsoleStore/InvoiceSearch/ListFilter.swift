package import Reminders

/// What the list says of an invoice: the state of the reminder that counts, or that it has none.
/// The raw value is the word of the view `invoice_list`.
package enum InvoiceState: String, CaseIterable, Codable, Sendable {
    case none, queued, uncertain, accepted, rejected, skipped, failed, cancelled, manual

    package init(_ state: ReminderState) {
        self =
            switch state {
            case .queued: .queued
            case .uncertain: .uncertain
            case .accepted: .accepted
            case .rejected: .rejected
            case .skipped: .skipped
            case .failed: .failed
            case .cancelled: .cancelled
            case .manual: .manual
            }
    }

    /// The letter that `reminder` keeps; `-` for none.
    var letter: String {
        let state = ReminderState.allCases.first { InvoiceState($0) == self }
        return state.map { String($0.rawValue) } ?? "-"
    }
}

/// Which invoices of a creditor a list shows.
package struct ListFilter: Hashable, Codable, Sendable {
    package enum Search: Hashable, Codable, Sendable {
        /// As typed: an invoice number or its beginning, or a whole customer number.
        case number(String)
        /// Part of the debtor's name: personal data, never in a URL or a log.
        case name(String)
    }

    /// Empty: whatever the state.
    package var states: Set<InvoiceState>
    /// Amili has it, and it was paid or credited since, in full or in part.
    package var isPaidAfterHandover: Bool
    /// The due date has passed, in Sweden, and something remains to be paid.
    package var isOverdue: Bool
    /// A reminder may go, as far as the invoice itself tells, and none is live.
    package var isToRemind: Bool
    package var search: Search?

    package init(
        states: Set<InvoiceState> = [], isPaidAfterHandover: Bool = false, isOverdue: Bool = false,
        isToRemind: Bool = false, search: Search? = nil
    ) {
        self.states = states
        self.isPaidAfterHandover = isPaidAfterHandover
        self.isOverdue = isOverdue
        self.isToRemind = isToRemind
        self.search = search
    }

    /// Nothing is left out.
    package var isEverything: Bool { self == ListFilter() }

    /// Two invoices with reminders in the same state match both, or neither.
    var goesByStatesAlone: Bool { self == ListFilter(states: states) }

    /// The letters of the states asked for; nil: whatever the state.
    var letters: [String]? {
        if isPaidAfterHandover {
            let accepted = states.isEmpty || states.contains(.accepted)
            return accepted ? [InvoiceState.accepted.letter] : []
        }
        return states.isEmpty ? nil : states.map(\.letter).sorted()
    }

    /// An invoice that matches has a reminder in one of `letters`.
    var needsReminder: Bool { letters.map { !$0.contains(InvoiceState.none.letter) } ?? false }
}

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

/// Where a page lies: by an invoice's key alone, so that a URL can say it. What the key is sorted
/// by, the server looks up.
package enum ListPosition: Hashable, Sendable {
    case start
    case after(String)
    case before(String)
}

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

package struct ListPage: Sendable {
    package let rows: [InvoiceRow]
    /// nil: nothing follows.
    package let next: ListPosition?
    /// nil: nothing comes before.
    package let previous: ListPosition?
    /// The time ended before the page was full: `next`, or `previous` of a page that was asked for
    /// backwards, goes on with the search. No row is missed.
    package let isCutShort: Bool
}

package struct BoundedCount: Sendable, Equatable {
    package let count: Int
    /// Else there are more than `count`.
    package let isExact: Bool
}
