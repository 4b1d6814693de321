/// How a reminder reaches the debtor. Whatever the route, an invoice has one live reminder.
package enum ReminderRoute: Hashable, Sendable {
    case amili
    /// Never goes to Amili: somebody prints or mails it, and marks it done.
    case manual(ManualChoices)

    package var isManual: Bool { self != .amili }

    /// What the same file's fingerprint ends with by this route: by another it is another wish.
    package var mark: String {
        switch self {
        case .amili: ""
        case .manual(let choices):
            " manual" + (choices.byEmail ? " email" : "")
                + (choices.withInterest ? " interest" : "") + (choices.withFee ? " fee" : "")
        }
    }
}
