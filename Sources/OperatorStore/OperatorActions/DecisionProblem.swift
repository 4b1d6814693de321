import Database
import Postgres
package import Reminders

package enum DecisionProblem: Error, Sendable, Equatable {
    case noSuchInvoice
    /// The reminder that holds the invoice's permit is not in doubt.
    case notInDoubt
    /// A call may still take effect for so many seconds: nobody can know yet that it did not.
    case tooEarly(seconds: Double)
    /// A reminder of the invoice is queued or in doubt: its letter may still go.
    case live(run: RunID)
    /// A reminder of the invoice is still to be done by hand.
    case manualToDo(run: RunID)
    /// No permit, and no closed case, stands against a new letter.
    case nothingToRelease
    /// No other spelling of the number is on file, or a human has settled it.
    case notSpelledTwice
}
