import Database
import Postgres
package import Reminders

/// A run that waits for second thoughts.
package struct HeldRun: Sendable, Equatable {
    package let id: RunID
    /// To go to Amili.
    package let reminders: Int
    /// To be done by hand.
    package let manual: Int
    /// RFC 3339 UTC.
    package let until: String
    /// Seconds until then, by the database's clock; less than 0 if nobody has released it yet.
    package let left: Double
}

extension ConsoleStore {
    /// The next to go first, at most twenty.
    package func heldRuns(of creditor: CreditorID) async throws -> [HeldRun] {
        try await pool.perform { session in
            let rows = try session.run(RunStatement.held, [.int(creditor)])
            return (0..<rows.count).map { row in
                HeldRun(
                    id: rows.int(row, 0), reminders: Int(rows.int(row, 1)),
                    manual: Int(rows.int(row, 2)), until: rows.string(row, 3),
                    left: rows.double(row, 4))
            }
        }
    }
}
