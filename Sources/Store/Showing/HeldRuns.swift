import Postgres
package import Reminders

/// A run that waits for second thoughts.
package struct HeldRun: Sendable, Equatable {
    package let id: RunID
    package let reminders: Int
    /// RFC 3339 UTC.
    package let until: String
}

extension Store {
    /// The next to go first, at most twenty.
    package func heldRuns(of creditor: CreditorID) async throws -> [HeldRun] {
        try await pool.perform { session in
            let rows = try session.run(RunStatement.held, [.int(creditor)])
            return (0..<rows.count).map { row in
                HeldRun(
                    id: rows.int(row, 0), reminders: Int(rows.int(row, 1)),
                    until: rows.string(row, 2))
            }
        }
    }
}
