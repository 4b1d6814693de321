/// A reminder of a claimed part that is queued or uncertain.
package struct OpenReminder: Sendable {
    /// Its position in the run.
    package var position: Int
    package var state: ReminderState
    /// The calls so far that counted as attempts.
    package var attempts: Int
    /// The moment at which it got into doubt, seconds since 1970 by the database's clock. It is
    /// kept after the doubt has ended. nil: never in doubt.
    package var doubtSince: Int64?
    /// The same moment by Amili's clock, or an earlier one; nil if that is not known.
    package var amiliDoubtSince: Int64?
    /// Known even if the invoice was removed.
    package var number: InvoiceNumber
    /// nil: somebody removed the invoice.
    package var sharedInvoice: SharedInvoice?
    package var invoice: Invoice? { sharedInvoice?.value }
    /// The last time that a human released the invoice, seconds since 1970 by the database's clock.
    /// A closed case made before it does not keep a letter from going.
    package var releasedAt: Int64?
    package init(
        position: Int, state: ReminderState, attempts: Int, doubtSince: Int64?,
        number: InvoiceNumber, invoice: Invoice?, releasedAt: Int64? = nil,
        amiliDoubtSince: Int64? = nil
    ) {
        self.position = position
        self.state = state
        self.attempts = attempts
        self.doubtSince = doubtSince
        self.number = number
        sharedInvoice = invoice.map { SharedInvoice($0) }
        self.releasedAt = releasedAt
        self.amiliDoubtSince = amiliDoubtSince
    }
}
