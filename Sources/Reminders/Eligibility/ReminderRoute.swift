/// How a reminder reaches the debtor. An invoice has one live reminder, whatever the route.
package enum ReminderRoute: Hashable, Sendable {
    case amili
    /// Never goes to Amili. Somebody prints or mails it and marks it done.
    case manual(ManualChoices)

    package var isManual: Bool { self != .amili }

    /// The suffix of a file's fingerprint for this route, so that the same file by another route or
    /// with other choices is another load.
    package var mark: String {
        switch self {
        case .amili: ""
        case .manual(let choices):
            " manual" + (choices.byEmail ? " email" : "")
                + (choices.withInterest ? " interest" : "") + (choices.withFee ? " fee" : "")
        }
    }
}
