package import Reminders

/// A debtor who would get several letters.
package struct SeveralLetters: Sendable {
    /// The position of the first of the debtor's lines. `severalLetters` takes it for the page that
    /// begins after this debtor.
    package let position: Int
    /// nil if the debtor's first invoice is no longer on file.
    package let name: String?
    package let customerNumber: String?
    package let letters: Int
    /// The sum of what is left to pay.
    package let money: Ore
    /// Canonical numbers of the first invoices, at most ten.
    package let numbers: [String]
}
