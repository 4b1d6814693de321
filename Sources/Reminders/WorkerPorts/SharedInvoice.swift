/// An invoice that several hold and nobody changes. A letter is copied some ten times on its way: a
/// copy of this is one count, a copy of an `Invoice` one for each of its texts.
package final class SharedInvoice: Sendable {
    package let value: Invoice
    package init(_ value: Invoice) { self.value = value }
}
