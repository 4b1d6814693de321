import NIOConcurrencyHelpers
import Reminders

/// Counts of a worker's work.
final class WorkCounts: Sendable {
    struct Counts: Equatable {
        var lookUps = 0
        var letters = 0
        /// By what they were settled as.
        var settled: [ReminderState: Int] = [:]

        var isNothing: Bool { self == Counts() }
    }

    private let counts = NIOLockedValueBox(Counts())

    func note(_ change: (inout Counts) -> Void) { counts.withLockedValue { change(&$0) } }

    /// The counts since the last call.
    func take() -> Counts {
        counts.withLockedValue { counts in
            defer { counts = Counts() }
            return counts
        }
    }
}
