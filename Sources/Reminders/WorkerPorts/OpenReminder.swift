package struct OpenReminder: Sendable {
    package var position: Int
    package var state: ReminderState
    package var attempts: Int
    /// Seconds since 1970 by the database's clock; nil if it never was in doubt.
    package var doubtSince: Int64?
    /// The same by Amili's clock, or a moment before; nil if that is not known.
    package var amiliDoubtSince: Int64?
    /// The number as the reminder knows it; the invoice is nil if somebody removed it.
    package var number: InvoiceNumber
    package var sharedInvoice: SharedInvoice?
    package var invoice: Invoice? { sharedInvoice?.value }
    /// Seconds since 1970 by the database's clock: since a human released the invoice, cases that
    /// were closed before do not stand against a letter.
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
