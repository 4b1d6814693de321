package import Reminders

/// The result of a request for activation.
package enum ActivationAnswer: Sendable, Equatable {
    /// The request is stored, and a worker asks Amili at once.
    case pending
    /// The creditor is active already. Nothing was written.
    case alreadyActive
    /// The ids may not be corrected: letters of this creditor are out, or may go, under the old
    /// ones. Nothing was written.
    case idsAreFixed
    /// Another creditor of this installation has these ids. Nothing was written.
    case idsAreTaken
    /// These details cannot be handed in. Nothing was written.
    case faults([ActivationField])
    case noSuchCreditor
}
