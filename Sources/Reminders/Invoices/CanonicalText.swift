@_spi(_Unicode) import Swift

/// Brings a text into one of several spellings that Unicode calls the same.
///
/// Foundation has these too, and brings 40 MB of tables for every language with it: the program
/// that is installed links FoundationEssentials alone. `CanonicalTextTests` compare both.
package enum CanonicalText {
    /// The text in Normalization Form C.
    ///
    /// - SeeAlso: Unicode Standard Annex #15, Unicode Normalization Forms.
    package static func composed(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text._nfc { scalars.append(scalar) }
        return String(scalars)
    }

    /// The text in Normalization Form D.
    package static func decomposed(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text._nfd { scalars.append(scalar) }
        return String(scalars)
    }

    /// The text without white space and zero-width spaces at its ends.
    static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// The text without case, accents and width, so that spellings of a name compare as equal:
    /// `Åsa`, `ASA` and `ａｓａ` all become `asa`. Letters that Unicode does not decompose, such as
    /// `ø`, stay.
    package static func folded(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in decomposed(text).unicodeScalars
        where scalar.properties.generalCategory != .nonspacingMark {
            scalars.append(narrow(scalar))
        }
        // Upper case first: it makes `ß` and `ss` the same.
        return composed(String(scalars).uppercased().lowercased())
    }

    /// The ASCII character for one of full width (Unicode block Halfwidth and Fullwidth Forms).
    private static func narrow(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard (0xFF01...0xFF5E).contains(scalar.value) else { return scalar }
        return Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar == "\u{200B}"
    }
}
