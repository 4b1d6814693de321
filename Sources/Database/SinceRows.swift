package import Postgres
package import Reminders

extension PostgresRows {
    /// - Parameters:
    ///   - at: a column with a time in RFC 3339, or null.
    ///   - seconds: the column with the seconds that have passed since.
    /// - Returns: nil if there is no time.
    package borrowing func since(
        _ row: Int, at: StaticString, seconds: StaticString
    ) -> Since? {
        guard let time = optionalString(row, at) else { return nil }
        return Since(at: time, seconds: double(row, seconds))
    }
}
