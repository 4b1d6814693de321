package import Reminders

/// The result of marking a manual reminder done.
package struct ManualDone: Sendable, Equatable {
    package let run: RunID
    package let position: Int
    /// The claim of the letter, as it was when it was first marked done.
    package let claim: ManualClaim
    /// It was marked before, and nothing changed now.
    package let wasDone: Bool
}
