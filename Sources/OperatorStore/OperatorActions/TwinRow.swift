package import Reminders

/// A second spelling on file, beside the invoice whose number it spells.
package struct TwinRow: Sendable {
    /// The creditor's handle.
    package let creditor: String
    /// The number that both spell, canonical.
    package let invoiceKey: String
    /// As written; nil if the invoice is no longer on file.
    package let invoiceNumber: String?
    /// The state of the invoice's latest reminder; nil if it has none.
    package let invoiceState: ReminderState?
    /// The number by which the second spelling goes.
    package let twinKey: String
    /// As written; nil if the second spelling is no longer on file.
    package let twinNumber: String?
    /// The state of the second spelling's latest reminder; nil if it has none.
    package let twinState: ReminderState?
    package let foundAt: Timestamp
}
