package import Reminders

/// A manual reminder as lists show it.
package struct ManualRow: Sendable, Equatable {
    package let run: RunID
    package let position: Int
    /// nil if the invoice is no longer on file.
    package let invoice: Invoice?
    /// The canonical number.
    package let invoiceKey: String
    package let choices: ManualChoices
    /// Why no letter may go now, although one was to go; nil if one may, or if it is done.
    package let obstacle: Reason?
    /// nil, as `doneBy` and `claimed`, while it is to do.
    package let doneAt: Timestamp?
    package let doneBy: String?
    package let claimed: ManualClaim?
    /// Its letter was shown or printed at least once.
    package let wasShown: Bool

    /// The place after which the next page begins.
    package var cursor: String { "\(run)/\(position)" }
}
