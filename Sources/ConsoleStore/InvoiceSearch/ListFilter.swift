import Reminders

/// The conditions that an invoice meets to be listed.
package struct ListFilter: Hashable, Codable, Sendable {
    /// A text to search for.
    package enum Search: Hashable, Codable, Sendable {
        /// An invoice number or its beginning, or a whole customer or OCR number, as typed.
        case number(String)
        /// A part of the debtor's name. It is personal data: never in a URL or a log.
        case name(String)
    }

    /// Empty: all states.
    package var states: Set<InvoiceState>
    /// Only what Amili has and was paid or credited since, in full or in part.
    package var isPaidAfterHandover: Bool
    /// Only what is past its due date in Sweden, with something left to pay.
    package var isOverdue: Bool
    /// Only what may be reminded of, as far as the invoice itself tells, and has no live reminder.
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

    /// Whether the filter leaves nothing out.
    package var isEverything: Bool { self == ListFilter() }

    /// Whether the state of its reminder alone decides whether an invoice matches.
    var goesByStatesAlone: Bool { self == ListFilter(states: states) }

    /// The letters of the states asked for; nil: all states. Only accepted reminders can be paid
    /// after the handover.
    var letters: [String]? {
        if isPaidAfterHandover {
            let accepted = states.isEmpty || states.contains(.accepted)
            return accepted ? [InvoiceState.accepted.letter] : []
        }
        return states.isEmpty ? nil : states.map(\.letter).sorted()
    }

    /// Whether each matching invoice has a reminder in one of `letters`.
    var needsReminder: Bool { letters.map { !$0.contains(InvoiceState.none.letter) } ?? false }
}
