/// One reminder to be sent by one call.
package struct Letter: Sendable {
    package let party: AmiliParty
    package let sharedInvoice: SharedInvoice
    package var invoice: Invoice { sharedInvoice.value }
    /// The same for every attempt at one reminder: made of creditor, run and position. It is sent,
    /// but nothing relies on it.
    package let idempotencyKey: String
    /// See `ClaimedPart.traceID`.
    package let traceID: TraceID?
    package init(
        party: AmiliParty, invoice: SharedInvoice, idempotencyKey: String,
        traceID: TraceID? = nil
    ) {
        self.party = party
        sharedInvoice = invoice
        self.idempotencyKey = idempotencyKey
        self.traceID = traceID
    }
    package init(
        party: AmiliParty, invoice: Invoice, idempotencyKey: String, traceID: TraceID? = nil
    ) {
        self.init(
            party: party, invoice: SharedInvoice(invoice), idempotencyKey: idempotencyKey,
            traceID: traceID)
    }
}
