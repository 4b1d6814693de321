package import Reminders

/// A line of the audit: an action or a look of one user.
package struct AuditLine: Sendable {
    package let at: Timestamp
    package let login: String
    package let deed: AuditDeed
    package let creditorID: CreditorID?
    /// The creditor's handle.
    package let creditor: String?
    package let run: RunID?
    /// The details of an action, or the object of a look; nil if there are none.
    package let facts: String?
    /// The client's address; nil if it is not known.
    package let address: String?
    /// How often the user looked within the hour; 1 for an action.
    package let times: Int
    package let position: AuditPosition

    /// The deed in words, as `AuditDeed.text` has them.
    package var action: String { deed.text }
}
