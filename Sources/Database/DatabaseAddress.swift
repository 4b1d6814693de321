package import Postgres

/// How the database is reached.
package struct DatabaseAddress: Sendable {
    package var conninfo: String
    /// Another way to the same database, past a pooler, for what wakes idle workers; nil: the same.
    package var direct: String?
    package var deadlines = StatementDeadlines()

    package init(_ conninfo: String) { self.conninfo = conninfo }
}
