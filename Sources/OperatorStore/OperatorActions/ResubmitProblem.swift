import Reminders

/// Why no run can be made of old reminders.
package enum ResubmitProblem: Error, Sendable, Equatable {
    /// No reminder matches, or a later one stands in place of each that does.
    case nothingMatches
    /// The knowledge of an invoice that would be queued is too old; `days` is the age of the
    /// oldest.
    case stale(days: Int)
}
