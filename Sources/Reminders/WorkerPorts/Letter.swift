/// One reminder to be sent by one call.
package struct Letter: Sendable {
    package let party: AmiliParty
    package let sharedInvoice: SharedInvoice
    package var invoice: Invoice { sharedInvoice.value }
    /// The same for every attempt at one reminder: made of creditor, run and position. It is sent,
    /// but nothing relies on it.
    package let idempotencyKey: String
    package init(party: AmiliParty, invoice: SharedInvoice, idempotencyKey: String) {
        self.party = party
        sharedInvoice = invoice
        self.idempotencyKey = idempotencyKey
    }
    package init(party: AmiliParty, invoice: Invoice, idempotencyKey: String) {
        self.init(
            party: party, invoice: SharedInvoice(invoice), idempotencyKey: idempotencyKey)
    }
}
