package import Database
import Postgres

/// The store that the web page and the command line's lists read. It changes no reminder.
package struct ConsoleStore: Sendable {
    private let database: Database

    package init(_ database: Database) { self.database = database }

    var pool: PostgresPool { database.pool }
}
