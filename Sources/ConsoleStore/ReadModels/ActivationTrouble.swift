package import Reminders

/// A creditor that wants to be active at Amili and is not, and why.
package struct ActivationTrouble: Sendable {
    package let creditor: CreditorID
    package let cause: ActivationCause
    /// What Amili objects to; none unless the cause is `details`.
    package let issues: [ActivationIssue]
}
