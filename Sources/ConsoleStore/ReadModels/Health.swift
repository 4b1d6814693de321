import Reminders

package struct Health: Sendable {
    package let databaseSeconds: Double
    package let serverVersion: Int
    package let stuckParts: Int
    package let openIncidents: Int
    /// Seconds by which what the workers wait for lies too far ahead: the database's clock was set
    /// back, and no worker has seen to it yet.
    package let clockAhead: Double
    /// Seconds, and when (UTC): the clock's last step back, if it was within a day.
    package let clockStep: (seconds: Double, at: String)?
    /// Invoices on file beside another spelling, that no human has settled.
    package let twins: Int
}
