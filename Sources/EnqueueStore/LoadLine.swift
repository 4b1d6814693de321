import Database
package import Reminders

/// One good line of a batch.
package struct LoadLine: Sendable {
    package let invoice: Invoice
    /// What the line speaks of at all: an import changes nothing else.
    package let known: KnownFields

    package init(_ invoice: Invoice, known: KnownFields) {
        self.invoice = invoice
        self.known = known
    }

    /// A line that tells every detail, and of the flags these.
    package init(_ invoice: Invoice, knownFlags: InvoiceFlags) {
        self.init(invoice, known: KnownFields(flags: knownFlags, details: .all))
    }

    /// The file told the total alone, which is taken for what is left.
    var claimsTotal: Bool { !known.details.contains(.remaining) }
}
