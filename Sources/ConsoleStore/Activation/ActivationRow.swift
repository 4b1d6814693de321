import Database
import Postgres
package import Reminders

/// How a creditor stands with Amili, and what was agreed. Times RFC 3339 UTC.
package struct ActivationRow: Sendable {
    package let state: ActivationState
    package let account: String
    package let amiliCreditor: String
    /// May `account` and `amiliCreditor` still be corrected? Not once a letter is out or may go.
    package let mayCorrectIDs: Bool
    /// nil if nobody has asked for the activation here (a human may have activated it by hand).
    package let request: Request?

    package struct Request: Sendable {
        package let details: ActivationDetails
        package let agreedBy: String
        package let agreedAt: String
        /// When Amili got the details; nil: not yet.
        package let handedInAt: String?
        /// When Amili was last asked; nil: not yet.
        package let askedAt: String?
        /// When it is asked next; nil unless pending.
        package let nextQuestionAt: String?
        package let decidedAt: String?
        /// Why the creditor is not active; nil if nothing is known against it.
        package let cause: ActivationCause?
        /// What Amili objects to; none unless the cause is `details`.
        package let issues: [ActivationIssue]
    }
}
