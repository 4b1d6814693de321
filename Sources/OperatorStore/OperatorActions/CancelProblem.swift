import Database
import Postgres
import Reminders
import SharedChanges

package enum CancelProblem: Error, Sendable, Equatable {
    case noSuchRun
    /// It came to its end before.
    case done
}
