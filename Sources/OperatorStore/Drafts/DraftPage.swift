import Reminders

/// A page of a draft's lines.
package struct DraftPage: Sendable {
    package let lines: [DraftLine]
    /// The position after which the next page begins; nil on the last page.
    package let next: Int?
    /// The position after which the page before begins; nil on the first page.
    package let previous: Int?
}
