package import Postgres
package import Reminders

extension WorkProgress {
    /// Reads how the work goes on.
    /// - Parameters:
    ///   - creditor: nil for all creditors.
    ///   - run: nil for all runs.
    package static func read(
        of creditor: CreditorID? = nil, run: RunID? = nil, in session: borrowing PostgresSession
    ) throws -> WorkProgress {
        let row = try session.run(
            ProgressStatement.progress,
            [
                "creditor": .id(creditor),
                "run": .id(run),
            ])
        return WorkProgress(
            alive: Int(row.int(0, "alive")), aliveFor: row.double(0, "alive_for"),
            silent: Int(row.int(0, "silent")),
            silentSince: row.since(0, at: "silent_since", seconds: "silent_seconds"),
            dueParts: Int(row.int(0, "parts")), overdueRuns: Int(row.int(0, "runs")),
            overdueSince: row.since(0, at: "overdue_since", seconds: "overdue_seconds"),
            due: row.since(0, at: "due_since", seconds: "due_seconds"),
            quiet: row.since(0, at: "quiet_since", seconds: "quiet_seconds"))
    }
}
