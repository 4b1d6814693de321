package import Reminders

/// The state of a gate: paused by a human, closed for a time, or open.
package struct GateState: Sendable, Equatable {
    package let isPaused: Bool
    /// When it was paused, and by whom; nil if it was paused before that was noted.
    package let pausedAt: Timestamp?
    package let pausedBy: String?
    /// Seconds until it opens by itself; 0: it is not closed.
    package let closedFor: Double
    /// The end of the last closing; nil: it was never closed.
    package let closedUntil: Timestamp?
    /// The cause of the last closing; nil if it was not noted.
    package let closedCause: GateCause?
    package var isOpen: Bool { !isPaused && closedFor == 0 }
}
