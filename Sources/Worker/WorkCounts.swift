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

    private let counts = Locked(Counts())

    func note(_ change: (inout Counts) -> Void) { counts.with { change(&$0) } }

    /// The counts since the last call.
    func take() -> Counts {
        counts.with { counts in
            defer { counts = Counts() }
            return counts
        }
    }
}
