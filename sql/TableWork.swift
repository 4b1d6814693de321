/// The most that a migration does with the rows of a table. It takes the longer the more there are.
package enum TableWork: String, Sendable, CaseIterable, Comparable {
    /// The catalogue changes, and rows are added; no row is looked at.
    case none
    /// All rows are read: an index, a new constraint, another table's change.
    case reads
    /// All rows are read, and as many as all are written anew.
    case changes
    /// The table is written anew with its indexes.
    case rewrites

    package static func < (one: TableWork, other: TableWork) -> Bool {
        one.rank < other.rank
    }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
