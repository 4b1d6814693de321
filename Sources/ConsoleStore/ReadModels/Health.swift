package import Reminders

/// Figures of the database that `paminn doctor` and the operators' page judge.
package struct Health: Sendable {
    /// The database's clock, in seconds since 1970.
    package let databaseSeconds: Double
    /// PostgreSQL's `server_version_num`, as in 170002.
    package let serverVersion: Int
    package let stuckParts: Int
    package let openIncidents: Int
    /// Seconds by which something that workers wait for lies too far ahead: the database's clock
    /// was set back, and no worker has corrected it yet. 0: nothing does.
    package let clockAhead: Double
    /// The clock's last step back, in seconds, and its moment; nil if none was found within a day.
    package let clockStep: (seconds: Double, at: Timestamp)?
    /// Invoices on file under a second spelling of their number that no human has settled.
    package let twins: Int
}
