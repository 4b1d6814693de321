/// Writes a line of CSV for Swedish Excel: `;` between cells, and every cell in quotes.
package enum SpreadsheetLine {
    /// Tells Excel that the file is UTF-8. It goes before the first line of a file.
    package static let byteOrderMark = "\u{FEFF}"

    /// - Returns: the line without a line end.
    package static func of(_ cells: [String]) -> String {
        cells.map { cell($0) }.joined(separator: ";")
    }

    /// One cell in quotes, guarded against formulas.
    package static func cell(_ text: String) -> String {
        let doubled = guarded(text).split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"")
        return "\"\(doubled)\""
    }

    /// Puts an apostrophe before every text that a spreadsheet would run as a formula: a customer's
    /// name must not be a program. A reader that separates cells at commas starts a new cell after
    /// each, so an apostrophe is put there too. `unguarded` removes them.
    package static func guarded(_ text: String) -> String {
        guard mayHoldFormula(text) else { return text }
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            if isCellStart(index, in: scalars), isFormula(scalars[index...]) { result.append("'") }
            result.append(scalar)
        }
        return String(result)
    }

    /// The text from which `guarded` made this one. Apostrophes of its own (`'t Hart`) stay.
    package static func unguarded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "'")), mayHoldFormula(text) else { return text }
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            if scalar == "'", isCellStart(index, in: scalars), isFormula(scalars[(index + 1)...]) {
                continue
            }
            result.append(scalar)
        }
        return String(result)
    }

    /// Whether a reader may start a new cell after this character: it is a separator for some
    /// reader.
    /// - Parameter before: nil: the text begins here.
    package static func beginsCell(after before: Unicode.Scalar?) -> Bool {
        switch before {
        case nil, ",", ";", "\t", "\n", "\r": true
        default: false
        }
    }

    /// Whether spreadsheets take the character for the beginning of a formula.
    package static func opensFormula(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "\t", "\r": true
        // Full-width forms, which some programs take for the ordinary ones.
        case "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
        default: false
        }
    }

    /// Whether the character may stand before a formula: it is invisible, or a mark that a reader
    /// may remove.
    package static func goesBeforeFormula(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "'" || scalar == "\"" || scalar.properties.isWhitespace
            || scalar.properties.generalCategory == .format
    }

    /// Whether the text has any byte that may begin a formula; a quick test.
    private static func mayHoldFormula(_ text: String) -> Bool {
        text.utf8.contains { byte in
            switch byte {
            // 0xEF is the first byte of the full-width forms.
            case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 9, 13,
                0xEF:
                true
            default: false
            }
        }
    }

    private static func isCellStart(_ index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        beginsCell(after: index == 0 ? nil : scalars[index - 1])
    }

    /// Compares scalars, not characters: `=` with a combining mark is another character, and still
    /// begins a formula.
    private static func isFormula(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        for scalar in scalars {
            if opensFormula(scalar) { return true }
            // A new line starts a new cell.
            guard goesBeforeFormula(scalar), scalar != "\n" else { return false }
        }
        return false
    }
}
