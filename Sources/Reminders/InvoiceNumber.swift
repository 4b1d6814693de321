import Foundation

/// An invoice number: the text as the creditor wrote it, and the canonical key that tells whether
/// two texts name one invoice (`00123` and Excel's `123` do).
package struct InvoiceNumber: Hashable, Sendable {
    /// As written, white space at the ends removed. This is what Amili and the debtor see.
    package let written: String
    /// NFC, upper case, inner white space folded to one space, leading zeros and invisible
    /// characters dropped.
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
        return withoutLeadingZeros(folded.uppercased().precomposedStringWithCanonicalMapping)
    }

    /// - Precondition: the text is not empty, and printable ASCII without spaces.
    private static func asciiKey(of text: String) -> String {
        let needsWork = text.utf8.first == 48 || text.utf8.contains { (97...122).contains($0) }
        return needsWork ? withoutLeadingZeros(text.uppercased()) : text
    }

    private static func withoutLeadingZeros(_ text: String) -> String {
        let rest = text.drop { $0 == "0" }
        return rest.isEmpty ? "0" : String(rest)
    }
}
