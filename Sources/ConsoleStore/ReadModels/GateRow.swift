package import Reminders

/// The gate of all Amili, for the command line and `paminn doctor`.
package struct GateRow: Sendable {
    /// Calls a second of the whole fleet; infinite if nobody has set a limit.
    package let rate: Double
    package let isPaused: Bool
    /// Seconds until the gate opens by itself; 0: it is open.
    package let closedFor: Double
    package let closedCause: GateCause?
    /// Amili's words when the gate was closed; nil: none.
    package let closedWords: String?
}
