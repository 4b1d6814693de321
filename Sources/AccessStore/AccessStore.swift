package import Database
import Postgres

/// The store of console users: their accounts, sessions and sign-in attempts, and the audit.
package struct AccessStore: Sendable {
    private let database: Database

    package init(_ database: Database) { self.database = database }

    var pool: PostgresPool { database.pool }
}
