package import Reminders

/// A creditor that a signed-in user may see.
package struct GrantedCreditor: Sendable, Equatable {
    package let id: CreditorID
    package let handle: String
    package let name: String
    package let activation: ActivationState
}
