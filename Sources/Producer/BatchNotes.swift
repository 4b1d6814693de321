/// What a load found in its file beside invoices and refusals, complete when it has ended.
// Sendable: one load owns it until it ends; its results are read after.
package final class BatchNotes: @unchecked Sendable {
    package internal(set) var tally = BatchTally()
    /// What was made of cells that a spreadsheet has changed.
    package let cells = ReadingNotes()
    package init() {}
}
