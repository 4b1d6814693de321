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
}
