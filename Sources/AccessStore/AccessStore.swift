package import Database
import Postgres

/// Users, their sessions, and the record of what they did.
package struct AccessStore: Sendable {
    private let database: Database

    package init(_ database: Database) { self.database = database }

    var pool: PostgresPool { database.pool }
}
