package import Reminders

package struct OpenRun: Sendable {
    package let creditor: CreditorID
    package let id: RunID
    package let isHeld: Bool
    package let pausedAt: String?
    package let pause: RunPause?
    package let holdUntil: String?
    package let releasedAt: String?
    package let total: Int
    package let queued: Int
    package let uncertain: Int
    package let accepted: Int
    /// Ended without a letter by Amili.
    package let other: Int
    package let stuckParts: Int
    package let isStopped: Bool
}
