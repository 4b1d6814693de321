package import ConsoleStore

/// The size of a selection, as a page shows it.
package struct SelectionSummary: Sendable, Equatable {
    /// How many invoices are selected. With a filter: as many as matched when it was chosen, less
    /// those unticked and plus those ticked since.
    package var count = 0
    /// All invoices that match it are selected; nil: single ticks alone.
    package var filter: ListFilter?
    /// How many of the matching invoices were unticked since.
    package var excepted = 0
    package init() {}
    package var isEmpty: Bool { count <= 0 }
}
