/// The creditor's payment reference. Banks may accept any text for it (soft control), so an
/// implausible one is a warning and never a refusal.
package enum OCR {
    /// Whether the text reads as an OCR number: 2 to 25 digits, spaces aside, whose last is the
    /// modulus 10 check digit. The length digit is optional and therefore not checked.
    package static func isPlausible(_ text: some StringProtocol) -> Bool {
        let digits = text.utf8.filter { $0 != UInt8(ascii: " ") }
        return (2...25).contains(digits.count) && Luhn.isValid(digits)
    }
}
