import Producer
import Reminders
import Spreadsheets
import Testing

/// Cells of digits that a spreadsheet took for a number.
struct SpelledNumberTests {
    /// The file's lines with all notes, in order.
    private func notes(_ text: String) throws -> [ReadingNote] {
        var reader = try BatchReader(source(Array(text.utf8)))
        while try !reader.next(upTo: 3).isEmpty {}
        return reader.takeNotes()
    }

    @Test(arguments: [
        "10234.0", "10234,00", "10 234", "10\u{A0}234", "10\u{202F}234", "1.0234E4", "1,0234E+4",
        "\u{FF11}0234",
    ])
    func aRenderingKeepsItsTextAndIsReadAsTheNumber(text: String) throws {
        let file = "\(header)\n\(row(text))"
        let number = try #require(try read(file).invoices.first?.number)
        #expect(number.written == text && number.key == "10234")
        let note = try #require(try notes(file).first)
        #expect(note.matter == .readAs(written: text, key: "10234"))
        #expect(note.line == 2 && note.header == "Fakturanr")
        #expect(note.text.hasSuffix("is read as ‘10234’."))
    }

    /// These mark a text for a spreadsheet and are no part of it.
    @Test(arguments: ["'10234", "''10234", "=\"10234\"", "\"=\"\"10234\"\"\"", "'=\"10234\""])
    func marksOfATextAreTakenOff(text: String) throws {
        let number = try #require(try read("\(header)\n\(row(text))").invoices.first?.number)
        #expect(number == InvoiceNumber("10234") || number.key == "10234")
        #expect(!number.written.hasPrefix("'"))
    }

    @Test func aTrailingTabIsNoPartOfANumber() throws {
        let number = try #require(try read("\(header)\n\(row("10234\t"))").invoices.first?.number)
        #expect(number == InvoiceNumber("10234"))
    }

    @Test(arguments: ["10234", "00123", "A-77", "77-1", "26.001", "12E34", "abc"])
    func othersAreTakenWithoutANote(text: String) throws {
        let file = "\(header)\n\(row(text))"
        #expect(try read(file).invoices.map(\.number.written) == [text])
        #expect(try notes(file).isEmpty)
    }

    @Test(arguments: [
        "1.02E4", "1,02E+04", "1E-05", "10,234", "234,000", "2,02519E+19", "123456789012345000",
        "'1,02E+04",
    ])
    func whatHasLostDigitsIsRefused(text: String) throws {
        let reading = try read("\(header)\n\(row(text))")
        #expect(reading.refused == ["2 MANGLED_NUMBER"])
        #expect(reading.refusals.first?.remedy.contains("text") == true)
    }

    @Test func aNumberOfJSONIsItsDigits() throws {
        func number(_ json: String) throws -> InvoiceNumber? {
            try read(NDJSONTests.object("\"Nr\":\(json)")).invoices.first?.number
        }
        for json in ["10234", "10234.0", "1.0234e4", "1.0234E+4", "10234.00"] {
            #expect(try number(json) == InvoiceNumber("10234"), "\(json)")
        }
        #expect(try number("\"10234.0\"")?.key == "10234")
        #expect(try number("\"10234.0\"")?.written == "10234.0")
        #expect(try number("\"=\\\"10234\\\"\"") == InvoiceNumber("10234"))
        #expect(try number("\"\\u200b10\\u202f234\"")?.key == "10234")
    }

    // MARK: Other numbers

    @Test(arguments: [
        ("Org.nr", "1,98507E+11"), ("Org.nr", "1.98507E11"), ("Org.nr", "501011234"),
        ("OCR", "2,02519E+19"), ("OCR", "20251852687013600000"), ("Mobil", "4,67017E+10"),
    ])
    func shortenedNumbersAreLeftOutAndTheLineIsNamed(column: String, text: String) throws {
        let reading = try readRow(column, text)
        let invoice = try #require(reading.invoices.first)
        #expect(invoice.debtor.idNumber == nil && invoice.ocr == nil)
        #expect(invoice.debtor.mobileNumber == nil)
        let details = try #require(reading.knowns.first?.details)
        #expect(details.isDisjoint(with: [.idNumber, .ocr, .mobileNumber]))
        let note = try #require(try notes("\(header);\(column)\n\(row());\(text)").first)
        #expect(note.line == 2 && note.header == column && note.matter == .leftOut)
        // Identity and phone numbers tell of a person.
        #expect(!note.text.contains(text) && note.text.contains("left out"))
    }

    @Test func digitsThatAreAllThereAreRestored() throws {
        func invoice(_ column: String, _ text: String) throws -> Invoice {
            try #require(try readRow(column, text).invoices.first)
        }
        #expect(try invoice("Org.nr", "5560360793.0").debtor.idNumber == "5560360793")
        #expect(try invoice("Org.nr", "'556036-0793").debtor.idNumber == "556036-0793")
        #expect(try invoice("Org.nr", "1.98507099805E11").debtor.idNumber == "198507099805")
        #expect(try invoice("OCR", "'1001775").ocr == "1001775")
        #expect(try invoice("OCR", "1001775,00").ocr == "1001775")
        #expect(try invoice("OCR", "10 017 75").ocr == "10 017 75")
        #expect(try invoice("OCR", "Faktura 17").ocr == "Faktura 17")
        for text in ["+46701740605.0", "'+46701740605", "0701740605.0", "0046701740605,00"] {
            #expect(try invoice("Mobil", text).debtor.mobileNumber == "+46701740605", "\(text)")
        }
    }

    /// Nine digits are a Norwegian company's whole number.
    @Test func identityNumbersOfOtherCountriesAreNotJudged() throws {
        let reading = try readRow("Org.nr;Land", "501011234;NO")
        #expect(reading.invoices.map(\.debtor.idNumber) == ["501011234"])
    }

    // MARK: Our own files

    private static let texts = [
        "=1+1", "+1", "-1", "@K", "'=1+1", "''=1+1", "'t Hart", "Fors, =1+1", "Fors; -x, @y",
        "a\"b", "\u{FF1D}1", "\u{200B}=1", "\u{2212}5,00", "Ågatan 1, +2", "',=1",
    ]

    @Test func aListOfOursReadsBackAsTheSameRows() throws {
        let names = ["Fakturanr", "Kundnr", "Namn", "Adress", "Postnr", "Ort", "Avser", "OCR"]
        let dates = ["Fakturadatum", "Förfallodatum", "Restbelopp"]
        var lines = [SpreadsheetLine.byteOrderMark + SpreadsheetLine.of(names + dates)]
        for (index, text) in Self.texts.enumerated() {
            let cells = names.map { $0 == "Fakturanr" ? "F\(index)" : text }
            lines.append(SpreadsheetLine.of(cells + ["2026-05-01", "2026-05-31", "1250,50"]))
        }
        let reading = try read(lines.joined(separator: "\r\n"))
        #expect(reading.refusals.isEmpty)
        #expect(reading.invoices.count == Self.texts.count)
        for (text, invoice) in zip(Self.texts, reading.invoices) {
            #expect(invoice.customerNumber == text)
            #expect(invoice.debtor.name == text && invoice.debtor.addressLine == text)
            #expect(invoice.debtor.zipCode == text && invoice.debtor.city == text)
            #expect(invoice.description == text)
            #expect(invoice.remaining == Ore(125_050))
        }
    }

    @Test(arguments: ["=1+1", "-77", "+46", "@K", "A-77", "'=1+1", "26.001", "A,=1"])
    func aNumberOfOurListReadsBackAsTheSame(text: String) throws {
        let line = SpreadsheetLine.cell(text) + row("").dropFirst(0)
        let number = try #require(try read("\(header)\n\(line)").invoices.first?.number)
        #expect(number.key == InvoiceNumber(text)?.key)
    }
}
