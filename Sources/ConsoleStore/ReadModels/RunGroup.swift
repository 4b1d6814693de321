import Postgres
package import Reminders

/// Reminders of a run that share a state and a reason.
package struct RunGroup: Sendable, Equatable {
    package let state: ReminderState
    /// nil where the state needs none: in doubt.
    package let reason: Reason?
    package let count: Int
}
