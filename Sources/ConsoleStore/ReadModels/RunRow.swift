package import Reminders

package struct RunRow: Sendable {
    package let id: RunID
    package let creditor: String
    package let creditorID: CreditorID
    package let key: String
    /// loading, held, open, paused, stopped or done.
    package let state: RunState
    package let total: Int
    /// By state; they add up to `total`.
    package let counts: [ReminderState: Int]
    /// In parts that a worker holds: at most so many are on the wire.
    package let inHand: Int
    package let refused: Int
    /// To be done by hand when it was loaded; `counts` knows how many still are or were done.
    package let loadedManual: Int
    package let stuckParts: Int
    package let pause: RunPause?
    package let createdAt: String
    package let createdBy: String
    /// nil if the run was never held.
    package let holdUntil: String?
    package let finishedAt: String?
    package let asOf: String
    /// From the release to the end, or to now; nil before the release.
    package let seconds: Double?
}
