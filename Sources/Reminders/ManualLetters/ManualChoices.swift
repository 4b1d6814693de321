/// The choices for the letter of a manual reminder.
package struct ManualChoices: Hashable, Sendable {
    /// A text to mail instead of a letter to print.
    package var byEmail: Bool
    /// Claim interest on arrears (Räntelagen).
    package var withInterest: Bool
    /// Claim the reminder fee, if it is agreed and was not claimed before.
    package var withFee: Bool

    package init(byEmail: Bool = false, withInterest: Bool = true, withFee: Bool = false) {
        self.byEmail = byEmail
        self.withInterest = withInterest
        self.withFee = withFee
    }
}
