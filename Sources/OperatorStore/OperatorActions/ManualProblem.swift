package import Reminders

/// Why a manual reminder cannot be shown or changed.
package enum ManualProblem: Error, Sendable, Equatable {
    /// The invoice has no reminder, or is no longer on file.
    case noSuchInvoice
    /// The invoice's live reminder goes to Amili.
    case notManual(run: RunID)
    /// No reminder of the invoice is live: the latest was cancelled, released or skipped, or ended
    /// otherwise. The state is that of the latest.
    case notLive(ReminderState)
    /// Its run is held: nothing of it is to be done before it is released.
    case held(run: RunID)
    /// It is marked done, so that nothing is left to take back.
    case done(run: RunID)
    /// The date is before the invoice's, or after today.
    case impossibleDay
}
