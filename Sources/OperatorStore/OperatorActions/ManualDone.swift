import Database
import Postgres
package import Reminders

/// The result of marking a manual reminder done.
package struct ManualDone: Sendable, Equatable {
    package let run: RunID
    package let position: Int
    package let claim: ManualClaim
    /// It was marked before: nothing changed now.
    package let wasDone: Bool
}
