package import Reminders

/// Why a draft cannot be opened, changed or sent.
package enum DraftProblem: Error, Sendable, Equatable {
    /// No invoice is selected or named.
    case nothingSelected
    /// There is no such draft, it is another user's, or it ended long ago.
    case unknown
    /// Its time is over, its dialog was closed, or newer drafts took its place.
    case expired
    /// It is still being built.
    case notReady
    /// It was changed since the revision that was shown.
    case changed
    /// It was sent, so that nothing can be chosen any more.
    case sent(run: RunID)
    case nothingTicked
    /// The knowledge of an invoice that would go is too old; `days` is the age of the oldest.
    case stale(days: Int)
    /// More than 100,000 lines would have choices of their own.
    case full
    /// None of its ticked lines may go. `run`: the latest run in which one of its invoices has a
    /// reminder with a permit; nil: there is none.
    case nothingGoes(run: RunID?)
}
