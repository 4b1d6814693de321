package import Reminders

/// The gate of all Amili.
package struct GateRow: Sendable {
    package let rate: Double
    package let isPaused: Bool
    package let closedFor: Double
    package let closedCause: GateCause?
    /// Amili's words as it was closed; nil: none.
    package let closedWords: String?
}
