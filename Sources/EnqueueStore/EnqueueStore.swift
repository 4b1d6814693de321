package import Database
import Postgres

/// What a producer may do: load batches of invoices, which become runs.
package struct EnqueueStore: Sendable {
    private let database: Database

    package init(_ database: Database) { self.database = database }

    var pool: PostgresPool { database.pool }
}
