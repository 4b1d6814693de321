import Reminders
import Testing

struct SpreadsheetNumberTests {
    @Test(arguments: [
        "10234", "10234.0", "10234,00", "10234.00", "10234,0000", "10 234", "10\u{A0}234",
        "10\u{202F}234", "10\u{2009}234", "10\u{2007}234", "10\u{3000}234", "10  234", "10'234",
        "10\u{2019}234", "10 234,00", "10,234.00", "10.234,0", "1.0234E4", "1,0234E+4",
        "1,0234E+04", "1.0234e4", "1.02340E4", "10234E+0", "'10234", "''10234",
        "\u{2019}10234", "' 10234", "=\"10234\"", "'=\"10 234\"", "\"10234\"", "=10234",
        "\u{FF11}\u{FF10}\u{FF12}\u{FF13}\u{FF14}", "\u{FEFF}10234", "10\u{200B}234", "10234\t",
    ])
    func aRenderingIsTheSameDigits(text: String) {
        #expect(SpreadsheetNumber(text) == .whole("10234"))
        #expect(InvoiceNumber(text)?.key == "10234")
    }

    @Test func millionsAreGroupedTwiceAndLeadingZerosAreKept() {
        #expect(SpreadsheetNumber("1 234 567") == .whole("1234567"))
        #expect(SpreadsheetNumber("1,234,567.0") == .whole("1234567"))
        #expect(SpreadsheetNumber("00123.0") == .whole("00123"))
        #expect(InvoiceNumber("00123.0")?.key == "123")
        #expect(InvoiceNumber("000 123")?.key == "123")
    }

    @Test(arguments: [
        "1.02E4", "1,02E+04", "1E+05", "1.5e+10", "1,02345E4", "2,02519E+19", "1,98507E+11",
        "1E-05", "1.0E-5", "10234E-0", "10,234", "1,234,567", "234,000", "234.000",
        "1.2345678901234568e+19", "1234567890123456.0", "123456789012345000",
        "1.0E999999999999999999999",
    ])
    func whatHasLostDigitsIsMangled(text: String) {
        #expect(SpreadsheetNumber(text) == .mangled)
    }

    @Test(arguments: [
        "A-77", "A77", "77-1", "77/1", "26.001", "1.234.567", "2026 001", "12E34", "10234E4", "E4",
        "1.0234E", "1.0234E+", "10234,5", "10234.50", "10234 kr", "-10234", "+10234", "=1+1", "",
        " ", "'", "10 23", "1 0234", "10 234'567", "1.0.0", "10_234", "\u{661}\u{662}",
    ])
    func anotherWayToNumberIsNone(text: String) {
        #expect(SpreadsheetNumber(text) == nil)
    }

    /// Digits that nobody rounded: as many as a long number may have.
    @Test(arguments: ["12345678901234567890123", "1234567890123450", "000000000000000000000"])
    func longNumbersOfDigitsAreWhole(text: String) {
        #expect(SpreadsheetNumber(text) == .whole(text))
    }

    @Test func apostrophesBeforeATextAreNoPartOfIt() {
        #expect(SpreadsheetNumber.withoutApostrophes("''A-77") == "A-77")
        #expect(SpreadsheetNumber.withoutApostrophes("A'77") == "A'77")
        #expect(SpreadsheetNumber.withoutApostrophes("''") == "''")
    }
}
