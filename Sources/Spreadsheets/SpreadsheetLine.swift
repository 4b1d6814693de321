/// A line of CSV as Excel in Sweden reads it: `;` between cells, every cell in quotes.
package enum SpreadsheetLine {
    /// Tells Excel that the file is UTF-8. Goes before the first line of a file.
    package static let byteOrderMark = "\u{FEFF}"

    /// - Returns: the line without its end.
    package static func of(_ cells: [String]) -> String {
        cells.map { cell($0) }.joined(separator: ";")
    }

    package static func cell(_ text: String) -> String {
        let doubled = guarded(text).split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"")
        return "\"\(doubled)\""
    }

    /// What a spreadsheet would run as a formula is made text by an apostrophe: a customer's name
    /// must not be a program. A reader that takes commas for the separators begins a cell after
    /// each of them, so that an apostrophe stands there too. `unguarded` takes them away again.
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

    /// The text of which `guarded` made this one. Apostrophes of its own (`'t Hart`) stay.
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

    /// Whether a spreadsheet's cell could begin with a formula where this text goes on after
    /// `before`: at its beginning, or after what some reader takes for a separator.
    package static func beginsCell(after before: Unicode.Scalar?) -> Bool {
        switch before {
        case nil, ",", ";", "\t", "\n", "\r": true
        default: false
        }
    }

    /// What spreadsheets take for the beginning of a formula.
    package static func opensFormula(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "\t", "\r": true
        // As wide as a Chinese character: some programs take them for the narrow ones.
        case "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": true
        default: false
        }
    }

    /// What nobody sees, and the marks that a reader may take off, before a formula.
    package static func goesBeforeFormula(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "'" || scalar == "\"" || scalar.properties.isWhitespace
            || scalar.properties.generalCategory == .format
    }

    private static func mayHoldFormula(_ text: String) -> Bool {
        text.utf8.contains { byte in
            switch byte {
            // 0xEF leads the wide ones.
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

    /// By scalars: with a combining mark behind it, `=` is another character, and a formula still.
    private static func isFormula(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        for scalar in scalars {
            if opensFormula(scalar) { return true }
            // A new line begins a cell of its own.
            guard goesBeforeFormula(scalar), scalar != "\n" else { return false }
        }
        return false
    }
}
