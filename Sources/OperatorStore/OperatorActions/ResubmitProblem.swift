import Reminders

package enum ResubmitProblem: Error, Sendable, Equatable {
    case nothingMatches
    /// The oldest knowledge of an invoice that would be queued, in days.
    case stale(days: Int)
}
