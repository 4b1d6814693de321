package import Database
import Postgres

/// What the web page and the command line show. It changes no reminder.
package struct ConsoleStore: Sendable {
    private let database: Database

    package init(_ database: Database) { self.database = database }

    var pool: PostgresPool { database.pool }
}
