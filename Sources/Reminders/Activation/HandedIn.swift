/// Amili's answer to the details of an activation.
package enum HandedIn: Sendable, Equatable {
    /// Amili has taken the details.
    /// - Parameter isActive: what the same answer says of the creditor; nil if it says nothing.
    case taken(isActive: Bool?)
    /// The details are wrong, and trying again is of no use. The list is empty if Amili names no
    /// field.
    case refused([ActivationIssue])
}
