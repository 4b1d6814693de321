import Reminders

package struct ListPage: Sendable {
    package let rows: [InvoiceRow]
    /// nil: nothing follows.
    package let next: ListPosition?
    /// nil: nothing comes before.
    package let previous: ListPosition?
    /// The time ended before the page was full: `next`, or `previous` of a page that was asked for
    /// backwards, goes on with the search. No row is missed.
    package let isCutShort: Bool
}
