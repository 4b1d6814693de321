import NIOConcurrencyHelpers
import Reminders

/// Counts a worker's work for its log.
final class WorkCounts: Sendable {
    /// The counts since the last line of the log.
    struct Counts: Equatable {
        var lookUps = 0
        var letters = 0
        /// Reminders by the state that they were settled as.
        var settled: [ReminderState: Int] = [:]

        var isNothing: Bool { self == Counts() }
    }

    private let counts = NIOLockedValueBox(Counts())

    func note(_ change: (inout Counts) -> Void) { counts.withLockedValue { change(&$0) } }

    /// Returns the counts since the last call, and begins anew.
    func take() -> Counts {
        counts.withLockedValue { counts in
            defer { counts = Counts() }
            return counts
        }
    }
}
