import Reminders

/// A page of an invoice list.
package struct ListPage: Sendable {
    package let rows: [InvoiceRow]
    /// The position of the next page; nil: nothing follows.
    package let next: ListPosition?
    /// The position of the previous page; nil: nothing comes before.
    package let previous: ListPosition?
    /// Whether the time was up before the page was full. `next`, or `previous` of a page that was
    /// asked for backwards, goes on with the search, and no row is missed.
    package let isCutShort: Bool
}
