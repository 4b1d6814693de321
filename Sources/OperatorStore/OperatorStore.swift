import ConsoleStore
package import Database
import Postgres

/// The store of people's decisions about runs, reminders, creditors and drafts.
package struct OperatorStore: Sendable {
    private let database: Database

    package init(_ database: Database) { self.database = database }

    var pool: PostgresPool { database.pool }
    /// The store whose search finds the invoices that a selection's filter matches.
    var console: ConsoleStore { ConsoleStore(database) }
}
