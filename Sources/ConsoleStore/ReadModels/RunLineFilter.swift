package import Reminders

/// Which lines of a run.
package struct RunLineFilter: Sendable, Equatable {
    /// Empty: whatever the state.
    package var states: [ReminderState]
    /// nil: whatever the reason.
    package var reason: Reason?
    package init(states: [ReminderState] = [], reason: Reason? = nil) {
        self.states = states
        self.reason = reason
    }
}
