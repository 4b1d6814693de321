/// A line of CSV as Excel in Sweden reads it: `;` between cells, every cell in quotes.
package enum SpreadsheetLine {
    /// Tells Excel that the file is UTF-8. Goes before the first line of a file.
    package static let byteOrderMark = "\u{FEFF}"

    /// - Returns: the line without its end.
    package static func of(_ cells: [String]) -> String {
        cells.map { cell($0) }.joined(separator: ";")
    }

    /// What a spreadsheet would run as a formula is made text by an apostrophe: a customer's name
    /// must not be a program.
    package static func cell(_ text: String) -> String {
        let doubled = text.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"")
        return "\"\(isFormula(text) ? "'" : "")\(doubled)\""
    }

    /// By scalars: with a combining mark behind it, `=` is another character, and a formula still.
    /// What nobody sees before it does not count.
    private static func isFormula(_ text: String) -> Bool {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "=", "+", "-", "@", "\t", "\r": return true
            // As wide as a Chinese character: some programs take them for the narrow ones.
            case "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": return true
            case _ where scalar.properties.isWhitespace: continue
            case _ where scalar.properties.generalCategory == .format: continue
            default: return false
            }
        }
        return false
    }
}
