package import Reminders

/// A creditor's trouble with the answers of Amili to one kind of question.
package struct AnswerTrouble: Sendable {
    package let creditor: CreditorID
    /// The creditor's handle.
    package let handle: String
    package let purpose: AnswerPurpose
    package let flaw: AnswerFlaw
    /// When the trouble began.
    package let since: Since
    /// How many seconds ago it was last seen.
    package let seenSecondsAgo: Double
    /// Whether a letter of the creditor still waits, so that an answer will tell whether the
    /// trouble lasts.
    package let isWaitedFor: Bool
}
