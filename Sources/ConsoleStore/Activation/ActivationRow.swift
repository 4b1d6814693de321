package import Reminders

/// A creditor's activation at Amili, and what was agreed for it.
package struct ActivationRow: Sendable {
    package let state: ActivationState
    package let account: String
    package let amiliCreditor: String
    /// Whether `account` and `amiliCreditor` may still be corrected: no letter is out or may go.
    package let mayCorrectIDs: Bool
    /// The request for activation; nil if none was made here (a human may have activated the
    /// creditor by hand).
    package let request: Request?

    /// A request for activation, and what has become of it.
    package struct Request: Sendable {
        package let details: ActivationDetails
        package let agreedBy: String
        package let agreedAt: Timestamp
        /// When Amili got the details; nil: not yet.
        package let handedInAt: Timestamp?
        /// When Amili was last asked; nil: not yet.
        package let askedAt: Timestamp?
        /// When Amili is asked next; nil unless the activation is pending.
        package let nextQuestionAt: Timestamp?
        /// When Amili decided; nil: not yet.
        package let decidedAt: Timestamp?
        /// Why the creditor is not active; nil if no reason is known.
        package let cause: ActivationCause?
        /// Amili's objections; empty unless the cause is `details`.
        package let issues: [ActivationIssue]
    }
}
