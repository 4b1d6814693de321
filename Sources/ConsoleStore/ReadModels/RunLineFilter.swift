package import Reminders

/// The conditions that a reminder of a run meets to be listed.
package struct RunLineFilter: Sendable, Equatable {
    /// Empty: all states.
    package var states: [ReminderState]
    /// nil: all reasons.
    package var reason: Reason?
    package init(states: [ReminderState] = [], reason: Reason? = nil) {
        self.states = states
        self.reason = reason
    }
}
