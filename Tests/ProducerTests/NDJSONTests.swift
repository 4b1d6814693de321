import Producer
import Reminders
import Testing

struct NDJSONTests {
    static let core = """
        "InvoiceDate":"2026-05-01","DueDate":"2026-05-31","RemainingAmount":10
        """

    static func object(_ more: String) -> String { "{\(core),\(more)}" }

    static func texts(_ json: String) throws -> [String] {
        try read(object("\"Nr\":1,\"Namn\":\(json)")).invoices.map(\.debtor.name)
    }

    @Test(arguments: [
        (#""A""#, "A"), (#""\u00c5\n\"\\\/""#, "Å \"\\/"), (#""\ud83d\ude00""#, "😀"),
        (#""Åsa""#, "Åsa"), ("null", ""), (#""\b\f\t\rx""#, "x"), ("17", "17"), ("{}", ""),
        (#"[1,{"a":[]}]"#, ""),
    ])
    func aStringMeansWhatJSONSays(json: String, text: String) throws {
        #expect(try Self.texts(json) == [text])
    }

    @Test(arguments: [
        "{", "{}x", "nonsense", #"{"a":1,}"#, #"{"a" 1}"#, #"{"a":01}"#, #"{"a":1.}"#,
        #"{"a":.5}"#, #"{"a":+1}"#, #"{"a":tru}"#, #"{"a":"\x"#, #"{"Namn":"\ud800"}"#,
        #"{"Namn":"\udc00x"}"#, #"{"Namn":"\q"}"#, #"{"Namn":"\ud83d\ud7ff"}"#, #"{"Namn":"\u12"}"#,
        #"{"a":[1,]}"#,
        #"{"a":1}{"b":2}"#, "{\"a\":\"\t\"}", #"{"a":1e}"#, #"{a:1}"#, #"{"a":NaN}"#, "[1]",
    ])
    func aMalformedLineIsRefusedByItsNumber(line: String) throws {
        let good = Self.object("\"Nr\":7")
        let reading = try read("\(good)\n\n\(line)\n\(good)")
        #expect(reading.refused == ["3 MALFORMED_JSON"])
        #expect(reading.invoices.count == 2)
    }

    @Test func nestingHasABottom() throws {
        func line(_ depth: Int) -> String {
            let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            return Self.object("\"Nr\":1,\"x\":\(nested)")
        }
        #expect(try read(line(60)).invoices.count == 1)
        #expect(try read(line(100_000)).refused == ["1 MALFORMED_JSON"])
    }

    @Test func aLineMayFill1MiBAndNoMore() throws {
        let good = Self.object("\"Nr\":7")
        let plain = Self.object("\"Nr\":1,\"x\":\"\"").utf8.count
        func reading(_ size: Int) throws -> Reading {
            let filling = String(repeating: "x", count: size - plain)
            return try read("\(Self.object("\"Nr\":1,\"x\":\"\(filling)\""))\n\(good)\n")
        }
        #expect(try reading(1 << 20).invoices.count == 2)
        let tooLong = try reading(1 << 20 + 1)
        #expect(tooLong.refused == ["1 RECORD_TOO_LONG"])
        #expect(tooLong.invoices.count == 1)
    }

    @Test func numbersOfInvoicesAreTextAndNeverRounded() throws {
        func number(_ json: String) throws -> Reading { try read(Self.object("\"Nr\":\(json)")) }
        #expect(try number("\"00123\"").invoices.map(\.number.written) == ["00123"])
        #expect(
            try number("12345678901234567890123").invoices.map(\.number.written)
                == ["12345678901234567890123"])
        for mangled in ["1E+05", "1e5", "10.5", "-1", "26.001", "1.02e4"] {
            #expect(try number(mangled).refused == ["1 MANGLED_NUMBER"])
        }
        #expect(try number("null").refused == ["1 MISSING_VALUE"])
        #expect(try read("{\(Self.core)}").refused == ["1 MISSING_VALUE"])
    }

    @Test func twoKeysForOneThingMustAgree() throws {
        func reading(_ more: String) throws -> Reading { try read(Self.object("\"Nr\":1,\(more)")) }
        #expect(try reading(#""Kund":"A","Namn":"A""#).invoices.map(\.debtor.name) == ["A"])
        let conflict = try reading(#""Kund":"Anna","Namn":"Bo""#)
        #expect(conflict.refused == ["1 CONFLICTING_VALUES"])
        #expect(conflict.refusals.first?.reason.contains("‘Kund’ and ‘Namn’") == true)
        #expect(conflict.refusals.first?.reason.contains("Anna") == false)
        #expect(try reading(#""Namn":"A","Namn":"A""#).invoices.map(\.debtor.name) == ["A"])
        let twice = try reading(#""Namn":"Anna","Namn":"Bo""#)
        #expect(twice.refused == ["1 CONFLICTING_VALUES"])
        #expect(twice.refusals.first?.reason.contains("Anna") == false)
    }

    @Test func theAmountInTheInvoicesOwnCurrencyWinsInEitherOrder() throws {
        let dates = #""Nr":1,"InvoiceDate":"2026-05-01","DueDate":"2026-05-31""#
        let own = #""RemainingAmountInvoiceCurrency":12"#
        let other = #""RemainingAmount":99"#
        for line in ["{\(dates),\(own),\(other)}", "{\(dates),\(other),\(own)}"] {
            #expect(try read(line).invoices.map(\.remaining.value) == [12_00])
        }
    }

    @Test func nullSaysThereIsNoneButAnswersNoFlag() throws {
        let reading = try read(
            Self.object("\"Nr\":1,\"OCR\":null,\"IsSold\":null,\"Bestridd\":false"))
        #expect(reading.invoices.map(\.ocr) == [nil])
        #expect(
            reading.knowns == [
                KnownFields(flags: [.disputed], details: [.remaining, .ocr])
            ])
    }

    @Test func theTotalIsNotTakenForARemainderThatIsNull() throws {
        let dates = #""Nr":1,"InvoiceDate":"2026-05-01","DueDate":"2026-05-31","Total":5"#
        let total = ReadingRules(totalIsRemaining: true)
        #expect(try read("{\(dates)}").refused == ["1 MISSING_VALUE"])
        #expect(try read("{\(dates)}", rules: total).invoices.map(\.remaining.value) == [5_00])
        #expect(try read("{\(dates),\"Saldo\":null}", rules: total).refused == ["1 MISSING_VALUE"])
        #expect(try read("{\(dates),\"Saldo\":null}").refused == ["1 MISSING_VALUE"])
    }

    @Test func objectsMayDifferInTheirKeys() throws {
        let reading = try read(
            "{\"Nr\":1,\(Self.core)}\n{\(Self.core),\"Fakturanr\":\"2\",\"Valuta\":\"EUR\"}\n"
                + "{\"\\u004Er\":3,\(Self.core)}")
        #expect(reading.invoices.map(\.number.written) == ["1", "2", "3"])
        #expect(reading.invoices.map(\.currency) == ["SEK", "EUR", "SEK"])
        #expect(reading.refusals.isEmpty)
        #expect(reading.heading.format == .ndjson)
        #expect(reading.heading.delimiter == nil)
        #expect(reading.heading.columns.map(\.written).prefix(2) == ["Nr", "InvoiceDate"])
    }

    @Test func aRefusalNamesTheKeyOfItsOwnLine() throws {
        let reading = try read(
            "{\"Nr\":1,\(Self.core)}\n"
                + #"{"Nr":2,"Fakturadatum":"2026-05-01","Förfallodatum":"x","Saldo":1}"#)
        #expect(reading.refusals.map(\.column) == ["Förfallodatum"])
    }

    @Test func aLineThatIsNotUTF8IsRefused() throws {
        var bytes = Array("{\(Self.core),\"Nr\":1}\n{\"Namn\":\"".utf8) + [0xC5]
        bytes += Array("\"}\n".utf8)
        let reading = try read(bytes)
        #expect(reading.refused == ["2 BAD_ENCODING"])
        #expect(reading.invoices.count == 1)
    }

    /// An empty text is told; an empty amount, country or currency is not, and takes its usual
    /// meaning only for an invoice that nobody knows yet.
    @Test func eachRecordTellsWhatItsKeysTell() throws {
        let mandatory = #""InvoiceDate":"2026-05-01","DueDate":"2026-05-31","RemainingAmount":100"#
        let reading = try read(
            """
            {"Nr":"1",\(mandatory),"TotalAmount":100,"City":"Orten","OCR":""}
            {"Nr":"2",\(mandatory),"Currency":"","Country":null,"Total":null,"Zip":"1"}
            """)
        #expect(
            reading.knowns == [
                KnownFields(details: [.total, .remaining, .city, .ocr]),
                KnownFields(details: [.remaining, .zipCode]),
            ])
    }
}
