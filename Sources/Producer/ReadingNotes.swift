/// The notes of one load: the first few, to be shown, and the counts of all. Used by one load at a
/// time, on whatever thread that runs.
// Sendable: one load owns it until it ends; its results are read after.
package final class ReadingNotes: @unchecked Sendable {
    /// The most notes that are kept.
    package static let shownAtMost = 10
    /// The first notes, at most `shownAtMost`.
    package private(set) var first: [ReadingNote] = []
    /// Invoice numbers that were read as another text.
    package private(set) var readAs = 0
    /// Values that were left out.
    package private(set) var leftOut = 0

    package init() {}

    package var count: Int { readAs + leftOut }

    package func add(_ note: ReadingNote) {
        switch note.matter {
        case .readAs: readAs += 1
        case .leftOut: leftOut += 1
        }
        if first.count < Self.shownAtMost { first.append(note) }
    }
}
