package import Reminders

/// One creditor's trouble with Amili's answers.
package struct AnswerTrouble: Sendable {
    package let creditor: CreditorID
    package let handle: String
    package let purpose: AnswerPurpose
    package let flaw: AnswerFlaw
    package let since: Since
}
