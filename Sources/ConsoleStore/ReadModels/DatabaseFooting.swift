import Database
import Postgres
package import Reminders

/// Whether a program can work on the database, for a health check.
package struct DatabaseFooting: Sendable {
    /// Migrations of this program have not run.
    package let isSchemaOlder: Bool
    /// A migration of a later program has changed what this one relies on.
    package let isSchemaNewer: Bool
    /// A human has paused all letters.
    package let isPaused: Bool
    /// Seconds until the gate of all Amili opens; 0: it is not closed.
    package let closedFor: Double
    /// The cause of the gate's last closing; nil: it was not noted.
    package let closedCause: GateCause?
}

extension ConsoleStore {
    /// Asks one small statement.
    package func footing() async throws -> DatabaseFooting {
        try await pool.perform(.brief) { session in
            let row = try session.run(
                FleetStatement.footing, ["known": Database.knownMigrations])
            return try DatabaseFooting(
                isSchemaOlder: row.bool(0, "is_older"), isSchemaNewer: row.bool(0, "is_newer"),
                isPaused: row.bool(0, "paused"),
                closedFor: row.double(0, "closed_for"),
                closedCause: row.optionalWord(0, "closed_cause", as: GateCause.self))
        }
    }
}
