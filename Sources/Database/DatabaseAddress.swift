package import Postgres

/// The ways to a database, and the deadlines of its statements.
package struct DatabaseAddress: Sendable {
    /// A libpq URI or `key=value` string. It may hold a password.
    package var conninfo: String
    /// A way past a pooler to the same database, for the connection that wakes idle workers; nil:
    /// `conninfo`.
    package var direct: String?
    package var deadlines = StatementDeadlines()

    package init(_ conninfo: String) { self.conninfo = conninfo }
}
