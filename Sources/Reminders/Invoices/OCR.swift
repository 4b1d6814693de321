/// The creditor's payment reference. It may be a free text that the bank accepts all the same
/// (soft control), so that a doubt about it is a warning and never a refusal.
package enum OCR {
    /// Whether the text reads as an OCR number: 2 to 25 digits (white space aside) whose last is
    /// the modulus 10 check digit. The length digit is optional and therefore not asked for.
    package static func isPlausible(_ text: some StringProtocol) -> Bool {
        let digits = text.utf8.filter { $0 != UInt8(ascii: " ") }
        return (2...25).contains(digits.count) && Luhn.isValid(digits)
    }
}
