/// The findings of a load beside invoices and refusals. Complete when the load has ended.
// Sendable: one load owns it until it ends; its results are read after.
package final class BatchNotes: @unchecked Sendable {
    /// Zero until the load has read the whole file.
    package internal(set) var tally = BatchTally()
    /// Notes on cells that a spreadsheet has changed.
    package let cells = ReadingNotes()
    package init() {}
}
