import Database
import Postgres
package import Reminders

package enum ManualProblem: Error, Sendable, Equatable {
    case noSuchInvoice
    /// Its live reminder goes to Amili.
    case notManual(run: RunID)
    /// No reminder of it is live: it was cancelled, released or skipped, or came to another end.
    case notLive(ReminderState)
    /// Its run is held: it is not to be done before that is released.
    case held(run: RunID)
    /// Marked done, so that nothing is left to take back.
    case done(run: RunID)
    /// A letter is of a day from the invoice's to today.
    case impossibleDay
}
