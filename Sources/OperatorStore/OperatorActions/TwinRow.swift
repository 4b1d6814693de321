package import Reminders

/// An invoice on file beside another spelling of its number.
package struct TwinRow: Sendable {
    package let creditor: String
    /// The number that both spell, canonical.
    package let invoiceKey: String
    /// nil if the invoice is no longer on file.
    package let invoiceNumber: String?
    package let invoiceState: ReminderState?
    /// By which the second spelling goes.
    package let twinKey: String
    package let twinNumber: String?
    package let twinState: ReminderState?
    /// RFC 3339 UTC.
    package let foundAt: String
}
