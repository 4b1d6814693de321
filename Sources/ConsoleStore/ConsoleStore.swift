package import Database
import Postgres

/// The store of the web page and of the command line's lists. It changes no reminder.
package struct ConsoleStore: Sendable {
    private let database: Database

    package init(_ database: Database) { self.database = database }

    var pool: PostgresPool { database.pool }
}
