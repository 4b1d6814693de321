import Database
import Postgres
import Reminders

/// The batches of host applications that nobody has loaded.
package struct InboxLook: Sendable {
    /// Batches whose lines are still here.
    package let waiting: Int
    /// Those of `waiting` that cannot be loaded for now.
    package let blocked: Int
    /// Since the oldest of `waiting` was asked for; nil: none waits.
    package let oldest: Duration?
    /// Lines that were inserted a day ago or earlier, for which no run was asked.
    package let unasked: Int
}

extension ConsoleStore {
    /// Tells which batches of host applications wait.
    package func inbox() async throws -> InboxLook {
        try await pool.perform { session in
            let rows = try session.run(InboxStatement.look)
            return InboxLook(
                waiting: Int(rows.int(0, "waiting")), blocked: Int(rows.int(0, "blocked")),
                oldest: rows.isNull(0, "oldest_seconds")
                    ? nil : .seconds(rows.double(0, "oldest_seconds")),
                unasked: Int(rows.int(0, "unasked")))
        }
    }
}
