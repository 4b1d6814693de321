/// All that one call needs.
package struct Letter: Sendable {
    package let party: AmiliParty
    package let sharedInvoice: SharedInvoice
    package var invoice: Invoice { sharedInvoice.value }
    /// The same for every attempt of one reminder (creditor, run, position). Sent, never relied on.
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
