package import Database
import Postgres

/// The store of producers: it loads batches of invoices, which become runs.
package struct EnqueueStore: Sendable {
    private let database: Database

    package init(_ database: Database) { self.database = database }

    var pool: PostgresPool { database.pool }
}
