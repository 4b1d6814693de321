package import Postgres

/// Readers of columns that hold one of the words listed by a constraint of their table, or by their
/// view.
extension PostgresRows {
    /// Reads a word.
    /// - Throws: `SchemaProblem.newer` if this program does not know the word: a later program has
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
