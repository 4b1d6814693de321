/// An invoice number: the text as the creditor wrote it, and a canonical key. Two texts with the
/// same key name one invoice: `00123` and Excel's `123`, or `10 234` and `10234.0`, but not `A-77`
/// and `A77`.
package struct InvoiceNumber: Hashable, Sendable {
    /// The text as written, without white space at the ends. Amili and the debtor see this.
    package let written: String
    /// The text in NFC and upper case. Inner white space becomes one space. Leading zeros,
    /// invisible characters and leading apostrophes are removed. A spreadsheet's rendering of
    /// digits (`SpreadsheetNumber`) becomes the digits. The key of a key is the same key.
    package let key: String

    /// The longest number in bytes of UTF-8. The bound is our own; no standard has one.
    package static let longest = 64

    /// Reads a number and computes its key.
    /// - Returns: nil if the text is empty after trimming, is longer than `longest`, or has control
    ///   characters.
    package init?(_ text: some StringProtocol) {
        let utf8 = text.utf8
        if !utf8.isEmpty, utf8.count <= Self.longest, utf8.allSatisfy({ $0 > 32 && $0 < 127 }) {
            written = String(text)
            key = Self.asciiKey(of: written)
            return
        }
        let trimmed = CanonicalText.trimmed(String(text))
        guard !trimmed.isEmpty, trimmed.utf8.count <= Self.longest,
            !trimmed.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { return nil }
        written = trimmed
        key = Self.key(of: trimmed)
        if key.isEmpty { return nil }
    }

    /// Takes both texts as the database stores them, unchecked.
    package init(written: String, key: String) {
        self.written = written
        self.key = key
    }

    private static func key(of text: String) -> String {
        // Invisible characters (a byte order mark, a soft hyphen) do not make two numbers
        // different.
        let visible = String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { $0.properties.generalCategory != .format }))
        let folded = CanonicalText.composed(visible)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if folded.isEmpty { return "" }
        return digits(of: CanonicalText.composed(folded.uppercased()))
    }

    /// Computes the key of the most frequent kind of text without Unicode tables.
    /// - Precondition: the text is not empty, and is printable ASCII without spaces.
    private static func asciiKey(of text: String) -> String {
        var isLower = false
        var isMarked = false
        for byte in text.utf8 {
            switch byte {
            case 97...122: isLower = true
            // The characters of a spreadsheet's rendering beside digits and its E.
            case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "'"), UInt8(ascii: "\""),
                UInt8(ascii: "="), UInt8(ascii: "+"):
                isMarked = true
            default: continue
            }
        }
        if isMarked { return digits(of: text.uppercased()) }
        return isLower || text.utf8.first == 48 ? withoutLeadingZeros(text.uppercased()) : text
    }

    /// Removes a spreadsheet's rendering and leading zeros, until neither is left: each may hide
    /// the other.
    private static func digits(of folded: String) -> String {
        var text = folded
        while true {
            let before = text
            if case .whole(let digits)? = SpreadsheetNumber(text) {
                text = digits
            } else {
                text = SpreadsheetNumber.withoutApostrophes(text)
            }
            text = withoutLeadingZeros(text)
            if text == before { return text }
        }
    }

    private static func withoutLeadingZeros(_ text: String) -> String {
        let rest = text.drop { $0 == "0" }
        return rest.isEmpty ? "0" : String(rest)
    }
}
