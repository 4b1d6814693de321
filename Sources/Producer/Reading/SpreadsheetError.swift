/// The values that a spreadsheet writes into a cell that it could not compute: `#N/A`, or
/// `#SAKNAS!` where it speaks Swedish. They are nobody's name, number or street.
enum SpreadsheetError {
    private static let words: Set<String> = [
        "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!",
        "#GETTING_DATA", "#####",
        "#SAKNAS!", "#REFERENS!", "#VÄRDEFEL!", "#VÄRDE!", "#NAMN?", "#DIVISION/0!",
        "#OGILTIGT!", "#SKÄRNING!", "#SPILL!", "#BERÄKNA!",
        "#NV", "#BEZUG!", "#WERT!", "#ZAHL!", "#NOM?", "#REFERENCE!", "#VALEUR!", "#NOMBRE!",
    ]

    /// Whether the cell holds such a value, or nothing but `#`.
    /// - Parameter text: a cell without white space at the ends.
    static func `is`(_ text: String) -> Bool {
        guard text.utf8.first == UInt8(ascii: "#"), text.utf8.count <= 16 else { return false }
        return words.contains(text.uppercased()) || text.utf8.allSatisfy { $0 == 35 }
    }
}
