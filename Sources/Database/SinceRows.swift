package import Postgres
package import Reminders

extension PostgresRows {
    /// - Parameter column: a time in RFC 3339; the next one has the seconds that have passed.
    /// - Returns: nil if the column is null.
    package borrowing func since(_ row: Int, _ column: Int) -> Since? {
        optionalString(row, column).map { Since(at: $0, seconds: double(row, column + 1)) }
    }
}
