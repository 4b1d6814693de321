import Foundation

/// An invoice number: the text as the creditor wrote it, and the canonical key that tells whether
/// two texts name one invoice (`00123` and Excel's `123`, `10 234` and `10234.0` do; `A-77` and
/// `A77` do not).
package struct InvoiceNumber: Hashable, Sendable {
    /// As written, white space at the ends removed. This is what Amili and the debtor see.
    package let written: String
    /// NFC, upper case, inner white space folded to one space, leading zeros, invisible characters
    /// and apostrophes before the text dropped; of what is surely a spreadsheet's rendering of
    /// digits (`SpreadsheetNumber`) the digits alone. The key of a key is the key.
    package let key: String

    /// At most this many bytes of UTF-8; our own bound, no standard has one.
    package static let longest = 64

    /// - Returns: nil if nothing is left after trimming, if the text is longer than `longest`, or
    ///   if it holds control characters.
    package init?(_ text: some StringProtocol) {
        let utf8 = text.utf8
        if !utf8.isEmpty, utf8.count <= Self.longest, utf8.allSatisfy({ $0 > 32 && $0 < 127 }) {
            written = String(text)
            key = Self.asciiKey(of: written)
            return
        }
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty, trimmed.utf8.count <= Self.longest,
            !trimmed.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { return nil }
        written = trimmed
        key = Self.key(of: trimmed)
        if key.isEmpty { return nil }
    }

    /// Takes the two texts as a database stores them.
    package init(written: String, key: String) {
        self.written = written
        self.key = key
    }

    private static func key(of text: String) -> String {
        // What nobody can see (a byte order mark, a soft hyphen) tells no two numbers apart.
        let visible = String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { $0.properties.generalCategory != .format }))
        let folded = visible.precomposedStringWithCanonicalMapping
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if folded.isEmpty { return "" }
        return digits(of: folded.uppercased().precomposedStringWithCanonicalMapping)
    }

    /// - Precondition: the text is not empty, and printable ASCII without spaces.
    private static func asciiKey(of text: String) -> String {
        var isLower = false
        var isMarked = false
        for byte in text.utf8 {
            switch byte {
            case 97...122: isLower = true
            // What a spreadsheet's rendering has beside digits and its E.
            case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "'"), UInt8(ascii: "\""),
                UInt8(ascii: "="), UInt8(ascii: "+"):
                isMarked = true
            default: continue
            }
        }
        if isMarked { return digits(of: text.uppercased()) }
        return isLower || text.utf8.first == 48 ? withoutLeadingZeros(text.uppercased()) : text
    }

    /// Without a spreadsheet's rendering and leading zeros, each of which may hide the other.
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
