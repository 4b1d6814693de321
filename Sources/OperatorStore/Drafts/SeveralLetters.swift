package import Reminders

/// A debtor who would get several letters.
package struct SeveralLetters: Sendable {
    /// The position of the first of the lines: the next page begins there.
    package let position: Int
    package let name: String?
    package let customerNumber: String?
    package let letters: Int
    package let money: Ore
    /// Ten at most.
    package let numbers: [String]
}
