package import Reminders

/// The gate of all Amili, for the operators' page.
package struct AmiliGate: Sendable {
    /// The database's clock as the page was read.
    package let now: Timestamp
    /// Calls a second of the whole fleet; infinite if nobody has set a limit.
    package let rate: Double
    package let state: GateState
    /// Seconds until the standstill after a step back of the database ends; 0: there is none.
    package let standsFor: Double
}
