package import Postgres

extension PostgresRows {
    /// Reads a number of seconds.
    package borrowing func duration(_ row: Int, _ name: StaticString) -> Duration {
        .nanoseconds(Int64(double(row, name) * 1e9))
    }

    /// - Returns: nil for NULL.
    package borrowing func optionalDuration(_ row: Int, _ name: StaticString) -> Duration? {
        isNull(row, name) ? nil : duration(row, name)
    }
}
