package import Reminders

package enum DraftProblem: Error, Sendable, Equatable {
    /// There is nothing to be frozen.
    case nothingSelected
    /// No such draft, or another user's, or one long dead.
    case unknown
    case expired
    /// It is still being built.
    case notReady
    /// It was changed since the revision that was shown.
    case changed
    /// It was sent: nothing can be chosen any more.
    case sent(run: RunID)
    case nothingTicked
    /// The oldest knowledge of an invoice that would go, in days.
    case stale(days: Int)
    /// More single choices than a draft holds.
    case full
    /// Nothing of it may go; and where a reminder of one of its invoices is already, if anywhere.
    case nothingGoes(run: RunID?)
}
