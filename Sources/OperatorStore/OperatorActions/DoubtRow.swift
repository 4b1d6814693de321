package import ConsoleStore
package import Reminders

/// A reminder in doubt: nobody knows whether its letter went.
package struct DoubtRow: Sendable {
    /// The creditor's handle.
    package let creditor: String
    /// As written; canonical if the invoice is no longer on file.
    package let invoiceNumber: String
    package let run: RunID
    package let position: Int
    /// Calls that were sent for the letter.
    package let attempts: Int
    package let since: Timestamp
    /// Before this time "not there" is no answer of Amili's.
    package let doubtUntil: Timestamp?
    package let isDoubtOver: Bool
    /// When Amili is asked next; nil if no time is set for it.
    package let askedAgainAt: Timestamp?
    /// Why nobody asks at the moment; nil if somebody does.
    package let obstacle: InvoiceDoubt.Obstacle?
    /// Why the gate of all Amili is closed, or else the creditor's; nil if the program has closed
    /// neither.
    package let closedCause: GateCause?
    /// Amili's words when that gate was closed; nil if it said nothing.
    package let closedWords: String?
    /// The evidence of the last call for the letter; nil: there is none.
    package let lastCall: String?
    /// The evidence of the last look-up of its part; nil: there is none.
    package let lastLookUp: String?
}
