package import Reminders

/// Whether a gate is paused by a human, or closed for a time.
package struct Shut: Sendable, Equatable {
    package let isPaused: Bool
    /// nil if it was paused before that was noted.
    package let pausedAt: String?
    package let pausedBy: String?
    /// 0: open.
    package let closedFor: Double
    /// nil: it was never closed.
    package let closedUntil: String?
    /// nil: it was closed before causes were noted.
    package let closedCause: GateCause?
    package var isOpen: Bool { !isPaused && closedFor == 0 }
}
