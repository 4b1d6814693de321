package import Postgres
package import Reminders

/// Readers of columns that hold a reminder's state as its letter.
extension PostgresRows {
    /// Reads a state.
    /// - Throws: `SchemaProblem.newer` if this program does not know the letter.
    package borrowing func reminderState(
        _ row: Int, _ column: StaticString
    ) throws(SchemaProblem) -> ReminderState {
        guard let state = string(row, column).first.flatMap({ ReminderState(rawValue: $0) }) else {
            throw .newer
        }
        return state
    }

    /// - Returns: nil if the column is null.
    package borrowing func optionalReminderState(
        _ row: Int, _ column: StaticString
    ) throws(SchemaProblem) -> ReminderState? {
        isNull(row, column) ? nil : try reminderState(row, column)
    }
}
