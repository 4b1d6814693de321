/// Makes texts of Amili's fit to be kept: short, visible, and harmless in every table, log and
/// page. PostgreSQL takes no NUL, and a settle that it refuses would be repeated for ever.
enum AmiliText {
    /// A word of Amili's of at most `AmiliBounds.wordLength` characters, without control and format
    /// characters; nil if nothing is left.
    static func word(_ text: String?) -> String? {
        guard let text else { return nil }
        // All known words of Amili's take this path.
        if (1...AmiliBounds.wordLength).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0 >= 32 && $0 < 127 })
        {
            return text
        }
        // Cut by scalars: one character may hold a megabyte of marks.
        let visible = text.unicodeScalars.lazy.prefix(4_096).filter {
            $0.properties.generalCategory != .control && $0.properties.generalCategory != .format
        }
        let word = String(String.UnicodeScalarView(visible.prefix(AmiliBounds.wordLength)))
        return word.isEmpty ? nil : word
    }

    /// A payment reference: 1 to 64 characters of printable ASCII; nil if the text is none that
    /// anybody could write on a payment.
    static func ocr(_ text: String?) -> String? {
        guard let text, (1...AmiliBounds.wordLength).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0 >= 32 && $0 < 127 })
        else { return nil }
        return text
    }

    /// Whether a text can be an id: 1 to 64 characters of visible ASCII.
    static func isID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 32 && $0 < 127 }
    }

    /// An id as it came, or a harmless substitute for a text that is no id, always the same for the
    /// same text. One such case must not hide the others of its page.
    /// - Returns: nil for an empty text.
    static func id(_ text: String) -> String? {
        if isID(text) { return text }
        guard !text.isEmpty else { return nil }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let start = PercentEncoding.encode(String(text.unicodeScalars.prefix(8))).prefix(36)
        return "~\(start)~" + String(hash, radix: 16)
    }
}
