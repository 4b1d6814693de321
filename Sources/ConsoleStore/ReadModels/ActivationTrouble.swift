package import Reminders

/// A creditor that wants to be active at Amili and is not, with the cause.
package struct ActivationTrouble: Sendable {
    package let creditor: CreditorID
    package let cause: ActivationCause
    /// Amili's objections; empty unless the cause is `details`.
    package let issues: [ActivationIssue]
}
