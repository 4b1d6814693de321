package import Reminders

/// A part that ended three workers.
package struct StuckPart: Sendable {
    package let creditor: CreditorID
    package let run: RunID
    /// The positions of its first and its last reminder.
    package let first: Int
    package let last: Int
    /// The counts of its reminders that are open.
    package let queued: Int
    package let uncertain: Int
    /// When its last worker claimed it.
    package let claimedAt: Timestamp?
}
