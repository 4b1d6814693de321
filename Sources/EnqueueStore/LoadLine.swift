package import Reminders

/// One line of a batch that could be read.
package struct LoadLine: Sendable {
    package let invoice: Invoice
    /// The fields that the line speaks of; an import changes no other.
    package let known: KnownFields

    package init(_ invoice: Invoice, known: KnownFields) {
        self.invoice = invoice
        self.known = known
    }

    /// Makes a line that tells every detail, and of the flags these.
    package init(_ invoice: Invoice, knownFlags: InvoiceFlags) {
        self.init(invoice, known: KnownFields(flags: knownFlags, details: .all))
    }

    /// The file told only the total, which is taken for what is left.
    var claimsTotal: Bool { !known.details.contains(.remaining) }
}
