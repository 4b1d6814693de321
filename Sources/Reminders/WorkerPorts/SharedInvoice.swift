/// An immutable invoice with shared ownership. A letter is copied about ten times on its way.
/// Copying this increments one reference count; copying an `Invoice` increments one for each of its
/// strings.
package final class SharedInvoice: Sendable {
    package let value: Invoice
    package init(_ value: Invoice) { self.value = value }
}
