import Spreadsheets
import Testing

struct SpreadsheetLineTests {
    private static let openings = [
        "=", "+", "-", "@", "\t", "\r", "'", "''", "\"", " ", "\u{FEFF}", "\u{200B}", "\u{FF1D}",
        ",", ";", "\n", "A", "1", "'=", "\"=",
    ]

    /// Every guarded character, alone and behind every other.
    @Test func whatIsGuardedReadsBackAsItWas() {
        for one in Self.openings {
            for two in Self.openings {
                for three in Self.openings {
                    let text = one + two + three + "x"
                    let guarded = SpreadsheetLine.guarded(text)
                    #expect(Self.isSame(SpreadsheetLine.unguarded(guarded), text), "\(text)")
                    for separator in [",", ";", "\t", "\n"] {
                        let cells = guarded.unicodeScalars.split(
                            separator: separator.unicodeScalars, omittingEmptySubsequences: false)
                        for cell in cells {
                            #expect(!Self.runs(cell), "\(text) as \(guarded)")
                        }
                    }
                }
            }
        }
    }

    private static func isSame(_ one: String, _ other: String) -> Bool {
        one.unicodeScalars.elementsEqual(other.unicodeScalars)
    }

    /// Whether a spreadsheet would: the first that it sees, quotes aside, opens a formula.
    private static func runs(_ cell: Substring.UnicodeScalarView) -> Bool {
        let first = cell.first {
            $0 != "\"" && $0 != " " && $0 != "\u{FEFF}" && $0 != "\u{200B}" && $0 != "\n"
        }
        return first.map { ["=", "+", "-", "@", "\u{FF1D}"].contains($0) } ?? false
    }

    @Test(arguments: ["'t Hart AB", "'77", "O'Neil", "a, b", "1 234,50", "12-3", "x'=1"])
    func apostrophesOfATextStay(text: String) {
        #expect(SpreadsheetLine.guarded(text) == text)
        #expect(SpreadsheetLine.unguarded(text) == text)
    }

    /// Who takes commas for the separators begins a cell after one.
    @Test func aFormulaAfterACommaIsTextToo() {
        #expect(SpreadsheetLine.cell("Fors, =1+1") == "\"Fors,' =1+1\"")
        #expect(SpreadsheetLine.cell("Fors;@SUM(A1)") == "\"Fors;'@SUM(A1)\"")
        #expect(SpreadsheetLine.cell("Fors,\"=1\"") == "\"Fors,'\"\"=1\"\"\"")
    }
}
