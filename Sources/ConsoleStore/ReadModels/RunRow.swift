package import Reminders

/// A run with its counts of reminders.
package struct RunRow: Sendable {
    package let id: RunID
    /// The creditor's handle.
    package let creditor: String
    package let creditorID: CreditorID
    /// The name of the batch: one key is one run of the creditor.
    package let key: String
    package let state: RunState
    package let total: Int
    /// Reminders by state, which add up to `total`.
    package let counts: [ReminderState: Int]
    /// Queued reminders of parts that a worker holds. No more than these are on the wire.
    package let inHand: Int
    /// Lines of the file that were refused.
    package let refused: Int
    /// Reminders that were to be done by hand when the run was loaded. `counts` has those that are
    /// still to do or done.
    package let loadedManual: Int
    package let stuckParts: Int
    /// Why the run is paused; nil: it is not.
    package let pause: RunPause?
    /// The beginning of the pause; nil if the run is not paused.
    package let pausedAt: Timestamp?
    package let createdAt: Timestamp
    package let createdBy: String
    /// The end of the hold; nil if the run was never held.
    package let holdUntil: Timestamp?
    package let finishedAt: Timestamp?
    /// Reminders that are pruned; `counts` has them, too.
    package let pruned: Int
    /// When the last of them was pruned; nil: none is.
    package let prunedAt: Timestamp?
    /// The moment as of which the run's file is true.
    package let asOf: Timestamp
    /// Seconds from the release to the end, or to now; nil before the release.
    package let seconds: Double?
}
