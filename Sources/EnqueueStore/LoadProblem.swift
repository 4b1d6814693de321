import Database
import Postgres
package import Reminders

package enum LoadProblem: Error, Sendable, Equatable {
    /// The same key was used for other bytes, or for another route.
    case keyReused(run: RunID)
    case noSuchCreditor
    /// Something of the batch would go to Amili, where the creditor is not active.
    case creditorNotActive(ActivationState)
    /// Another load of the creditor has begun and does not end; nil: it has ended meanwhile.
    case held(by: LoadHolder?)
}
