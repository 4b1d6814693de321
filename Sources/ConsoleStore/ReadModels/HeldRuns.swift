import Database
import Postgres
package import Reminders

extension ConsoleStore {
    /// Lists a creditor's held runs, the next to go first, up to twenty.
    package func heldRuns(of creditor: CreditorID) async throws -> [HeldRun] {
        try await pool.perform { session in
            let rows = try session.run(RunStatement.held, ["creditor": .id(creditor)])
            return (0..<rows.count).map { row in
                HeldRun(
                    id: rows.id(row, "id"), reminders: Int(rows.int(row, "queued")),
                    manual: Int(rows.int(row, "manual")), until: rows.timestamp(row, "held_until"),
                    left: rows.double(row, "seconds"))
            }
        }
    }
}
