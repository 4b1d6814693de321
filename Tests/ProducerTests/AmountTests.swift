import Producer
import Reminders
import Testing

struct AmountTests {
    static func remaining(_ text: String) throws -> Reading {
        try read("\(header)\n\(row(remaining: "\"\(text)\""))\n")
    }

    @Test(arguments: [
        ("1 234,50", 123_450), ("1234.50", 123_450), ("1.234,50", 123_450), ("1,234.50", 123_450),
        ("1\u{A0}234,5", 123_450), ("1\u{202F}234", 123_400), ("1\u{2009}234,50 kr", 123_450),
        ("\u{2212}12,34", -1_234), ("-12,34", -1_234), ("\u{2013} 12", -1_200), ("100 SEK", 10_000),
        ("100kr", 10_000), ("100:-", 10_000), ("0,01", 1), ("0", 0), ("7", 700), ("12,5", 1_250),
        ("1234.5", 123_450),
        ("1234,500", 123_450), ("1 234,5000", 123_450), ("0,100", 10), ("1.234.567", 123_456_700),
        ("1 234 567,89", 123_456_789), ("1.234.567,89", 123_456_789), ("+5", 500),
        ("1'234.50", 123_450), ("1\u{2019}234.50", 123_450), ("1'234'567", 123_456_700),
        ("(1 234,50)", -123_450), ("(5)", -500), ("1234,50-", -123_450), ("1.234,50-", -123_450),
        ("SEK 1234.50", 123_450), ("kr 12", 1_200), ("SEK -5", -500),
        ("999999999,99", 99_999_999_999), ("-999 999 999,99", -99_999_999_999), ("007,50", 750),
    ])
    func anAmountIsReadToTheOre(text: String, ore: Int64) throws {
        #expect(try Self.remaining(text).invoices.map(\.remaining) == [Ore(ore)])
    }

    @Test(arguments: [
        ("1.234", "AMBIGUOUS_AMOUNT"), ("1,234", "AMBIGUOUS_AMOUNT"),
        ("-123,456", "AMBIGUOUS_AMOUNT"), ("1,000", "AMBIGUOUS_AMOUNT"), ("0,123", "BAD_AMOUNT"),
        ("1,2345", "BAD_AMOUNT"), ("12 34", "BAD_AMOUNT"), ("1.23.456", "BAD_AMOUNT"),
        ("1,234.567,8", "BAD_AMOUNT"), ("1 234.567,80", "BAD_AMOUNT"), ("abc", "BAD_AMOUNT"),
        ("12,", "BAD_AMOUNT"), (",5", "BAD_AMOUNT"), ("--5", "BAD_AMOUNT"), ("5-", "BAD_AMOUNT"),
        ("(-5)", "BAD_AMOUNT"), ("-5,00-", "BAD_AMOUNT"), ("(5", "BAD_AMOUNT"),
        ("1.234-", "BAD_AMOUNT"),
        ("(1.234)", "AMBIGUOUS_AMOUNT"), ("1'23", "BAD_AMOUNT"), ("1'234 567", "BAD_AMOUNT"),
        ("EUR 5", "BAD_AMOUNT"), ("SEK", "BAD_AMOUNT"),
        ("1234 567", "BAD_AMOUNT"), ("€5", "BAD_AMOUNT"), ("=1+1", "BAD_AMOUNT"),
        ("1000000000", "AMOUNT_OUT_OF_BOUNDS"), ("99999999999999999999999", "AMOUNT_OUT_OF_BOUNDS"),
        ("-1 000 000 000,00", "AMOUNT_OUT_OF_BOUNDS"), ("1,23E+05", "MANGLED_NUMBER"),
        ("", "MISSING_VALUE"), ("kr", "BAD_AMOUNT"), ("1..5", "BAD_AMOUNT"), ("1.,5", "BAD_AMOUNT"),
    ])
    func whatIsNotClearlyOneAmountIsRefused(text: String, code: String) throws {
        let reading = try Self.remaining(text)
        #expect(reading.refused == ["2 \(code)"])
        #expect(reading.refusals.first?.column == "Restbelopp")
    }

    @Test(
        arguments: [
            ("1234.5", 123_450), ("1.234", nil), ("1234.500", 123_450), ("1E2", 10_000),
            ("1.2345e3", 123_450), ("12345e-2", 12_345), ("1e-3", nil), ("-0", 0), ("0.07", 7),
            ("999999999.99", 99_999_999_999), ("1e9", nil), ("1e999999999999", nil),
            ("0e999999999999", 0), ("1000000000e-1", 10_000_000_000),
        ] as [(String, Int64?)])
    func aJSONNumberIsReadWithoutBinaryFractions(text: String, ore: Int64?) throws {
        let reading = try read(
            """
            {"Fakturanr":"1","InvoiceDate":"2026-05-01","DueDate":"2026-05-31","Restbelopp":\(text)}
            """)
        #expect(reading.invoices.map(\.remaining.value) == (ore.map { [$0] } ?? []))
        #expect(reading.lines.count == 1)
    }
}
