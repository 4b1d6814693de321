package import Reminders

/// Why a batch cannot be loaded.
package enum LoadProblem: Error, Sendable, Equatable {
    /// The same key was used for other bytes, or for another route.
    case keyReused(run: RunID)
    case noSuchCreditor
    /// A line of the batch would go to Amili, where the creditor is not active.
    case creditorNotActive(ActivationState)
    /// The host application has cancelled its request.
    case requestCancelled
    /// Another load of the creditor has begun and does not end. nil: it has ended meanwhile, or the
    /// holder of the lock is not a load.
    case held(by: LoadHolder?)
}
