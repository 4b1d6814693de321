package import Postgres
package import Reminders

extension WorkProgress {
    /// - Parameters:
    ///   - creditor: only of this one; nil: of all.
    ///   - run: only of this one; nil: of all.
    package static func read(
        of creditor: CreditorID? = nil, run: RunID? = nil, in session: borrowing PostgresSession
    ) throws -> WorkProgress {
        let row = try session.run(
            ProgressStatement.progress,
            [creditor.map { .int($0) } ?? .null, run.map { .int($0) } ?? .null])
        return WorkProgress(
            alive: Int(row.int(0, 0)), aliveFor: row.double(0, 1), silent: Int(row.int(0, 2)),
            silentSince: row.since(0, 3), dueParts: Int(row.int(0, 5)),
            overdueRuns: Int(row.int(0, 6)), overdueSince: row.since(0, 7),
            due: row.since(0, 9), quiet: row.since(0, 11))
    }
}
