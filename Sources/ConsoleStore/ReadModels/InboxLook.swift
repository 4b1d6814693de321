import Database
import Postgres
import Reminders

/// What host applications have handed over and nobody has loaded.
package struct InboxLook: Sendable, Equatable {
    /// Batches that are not loaded.
    package let waiting: Int
    /// Those of `waiting` that cannot be loaded for now.
    package let blocked: Int
    /// Since the oldest of `waiting` was asked for; nil: none waits.
    package let oldest: Duration?
    /// Lines that were inserted a day ago or earlier, for which no run was asked.
    package let unasked: Int

    package init(waiting: Int, blocked: Int, oldest: Duration?, unasked: Int) {
        self.waiting = waiting
        self.blocked = blocked
        self.oldest = oldest
        self.unasked = unasked
    }
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
