import Reminders

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
