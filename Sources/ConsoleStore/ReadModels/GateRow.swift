package import Reminders

/// The gate of all Amili.
package struct GateRow: Sendable {
    package let rate: Double
    package let isPaused: Bool
    package let closedFor: Double
    package let closedCause: GateCause?
    /// What Amili said as it was closed; nil: nothing.
    package let closedWords: String?
}
