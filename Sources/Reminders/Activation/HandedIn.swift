/// Amili's answer to the details of an activation.
package enum HandedIn: Sendable, Equatable {
    /// It has them. `isActive`: what the same answer says of the creditor; nil: nothing.
    case taken(isActive: Bool?)
    /// Not, and never: the details are wrong. None if Amili names nothing.
    case refused([ActivationIssue])
}
