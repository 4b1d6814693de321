package import Reminders

/// The result of a request for activation.
package enum ActivationAnswer: Sendable, Equatable {
    /// It is pending, and Amili is asked at once.
    case pending
    /// Nothing was written: it is active already.
    case alreadyActive
    /// Nothing was written: letters of this creditor are out, or may go, under the old ids.
    case idsAreFixed
    /// Nothing was written: another creditor of this installation has these ids.
    case idsAreTaken
    /// Nothing was written: the details cannot be handed in.
    case faults([ActivationField])
    case noSuchCreditor
}
