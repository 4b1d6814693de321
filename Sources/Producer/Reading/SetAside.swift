/// The kind of a line that is nobody's invoice, and no mistake either.
package enum SetAside: String, CaseIterable, Sendable {
    /// A sum, or a count of invoices.
    case sum
    /// A page's number, title or date.
    case pageMark = "page_mark"
    /// The header again, on a later page.
    case header
}
