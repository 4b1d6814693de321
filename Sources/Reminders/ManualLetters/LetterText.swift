/// The words of a letter in one language, in the order of the page.
package struct LetterText: Hashable, Sendable {
    /// One line of the table of amounts.
    package struct Amount: Hashable, Sendable {
        package let label: String
        package let written: String
        package let ore: Ore
    }

    package let heading: String
    /// Label and value of each fact that identifies the invoice or is needed to pay it.
    package let particulars: [(String, String)]
    package let opening: [String]
    package let amounts: [Amount]
    package let sum: Amount
    /// Paragraphs on how to pay, how interest and fee are computed, and whom to ask.
    package let closing: [String]
    package let signature: String

    /// Compares what is printed; written out because tuples are not `Equatable`.
    package static func == (left: LetterText, right: LetterText) -> Bool {
        left.plain == right.plain && left.amounts == right.amounts && left.sum == right.sum
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(plain) }

    package init(_ letter: ManualLetter, in language: LetterLanguage) {
        let words = LetterWords(letter, language)
        heading = words.heading
        particulars = words.particulars
        opening = words.opening
        amounts = words.amounts
        sum = words.sum
        closing = words.closing
        signature = letter.senderName
    }

    /// The subject line of an e-mail.
    package var subject: String { heading }

    /// The body of an e-mail, and the middle of the printed letter. Every line ends with a newline.
    package var plain: String {
        let facts = particulars.map { "\($0.0): \($0.1)" }
        let figures = (amounts + [sum]).map { "\($0.label): \($0.written)" }
        return
            ([facts.joined(separator: "\n")] + opening + [figures.joined(separator: "\n")]
            + closing + [signature]).joined(separator: "\n\n") + "\n"
    }
}
