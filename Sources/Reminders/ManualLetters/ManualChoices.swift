/// The options of a manual reminder's letter.
package struct ManualChoices: Hashable, Sendable {
    /// Whether it is a text to mail instead of a letter to print.
    package var byEmail: Bool
    /// Whether to claim interest on arrears (Räntelagen).
    package var withInterest: Bool
    /// Whether to claim the reminder fee, if it is agreed and was not claimed before.
    package var withFee: Bool

    package init(byEmail: Bool = false, withInterest: Bool = true, withFee: Bool = false) {
        self.byEmail = byEmail
        self.withInterest = withInterest
        self.withFee = withFee
    }
}
