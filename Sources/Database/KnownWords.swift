package import Postgres

/// Columns that hold one of the words that a constraint of their table, or their view, lists.
extension PostgresRows {
    /// - Throws: `SchemaProblem.newer` if this program does not know the word: a later one has
    ///   added it.
    package borrowing func word<Word: RawRepresentable>(
        _ row: Int, _ column: StaticString, as kind: Word.Type
    ) throws(SchemaProblem) -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: string(row, column)) else { throw .newer }
        return word
    }

    /// - Returns: nil if the column is null.
    package borrowing func optionalWord<Word: RawRepresentable>(
        _ row: Int, _ column: StaticString, as kind: Word.Type
    ) throws(SchemaProblem) -> Word? where Word.RawValue == String {
        isNull(row, column) ? nil : try word(row, column, as: kind)
    }
}
