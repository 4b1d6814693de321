package import Reminders

/// A run that is held or open, with its counts of reminders.
package struct OpenRun: Sendable {
    package let creditor: CreditorID
    package let id: RunID
    package let isHeld: Bool
    package let pausedAt: Timestamp?
    /// Why the run is paused; nil: it is not.
    package let pause: RunPause?
    package let holdUntil: Timestamp?
    package let releasedAt: Timestamp?
    package let total: Int
    package let queued: Int
    package let uncertain: Int
    package let accepted: Int
    /// Reminders that ended without a letter by Amili.
    package let other: Int
    package let stuckParts: Int
    /// Whether the run was cancelled, and is not done yet.
    package let isStopped: Bool
}
