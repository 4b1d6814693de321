package import Reminders

/// The gate of all Amili.
package struct GateRow: Sendable {
    package let rate: Double
    package let isPaused: Bool
    package let closedFor: Double
    /// For people to read; code goes by `closedCause`.
    package let closedReason: String?
    package let closedCause: GateCause?
}
