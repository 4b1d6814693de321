package import Database
import Postgres

/// Loads: batches of invoices become runs.
package struct EnqueueStore: Sendable {
    private let database: Database

    package init(_ database: Database) { self.database = database }

    var pool: PostgresPool { database.pool }
}
