package import Reminders

/// The count of a run's reminders that share a state and a reason.
package struct RunGroup: Sendable, Equatable {
    package let state: ReminderState
    /// nil if the state needs no reason, as in doubt.
    package let reason: Reason?
    package let count: Int
}
