/// A cause that keeps some of a customer's invoices from being erased.
package struct EraseObstacle: Sendable, Equatable {
    /// Why the data is still needed, as `ErasingStatement.obstacles` has it.
    package enum Kind: String, Sendable, CaseIterable {
        /// A letter is still to go, of a run that is held back.
        case held
        /// A letter is still to go.
        case queued
        /// A worker has the letter, and may be sending it.
        case inHand = "in hand"
        /// Whether a letter went is not known.
        case uncertain
        /// A letter is still to be made by hand.
        case byHand = "by hand"
        /// Amili has a case that is not closed, as far as is known.
        case openCase = "open case"
        /// An incident about the letter is open.
        case incident
        /// A credit that is not set off. Without the customer's number it could no longer be, and a
        /// later letter might go to one who owes nothing.
        case credit
        /// A host application has handed the invoice over, and it is not loaded yet.
        case inbox
    }
    package let kind: Kind
    package let invoices: Int
    /// As written, at most twenty.
    package let numbers: [String]
}
