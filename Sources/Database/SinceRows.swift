package import Postgres
package import Reminders

extension PostgresRows {
    /// Reads a moment and its age.
    /// - Parameters:
    ///   - at: The column of the moment.
    ///   - seconds: The column of the seconds that have passed since.
    /// - Returns: nil if there is no moment.
    package borrowing func since(
        _ row: Int, at: StaticString, seconds: StaticString
    ) -> Since? {
        guard let time = optionalTimestamp(row, at) else { return nil }
        return Since(at: time, seconds: double(row, seconds))
    }
}
