import Producer
import Reminders
import Testing

struct HeaderTests {
    static func failure(_ bytes: [UInt8]) -> UnreadableBatch? {
        do {
            _ = try BatchReader(surveying: { source(bytes) })
            return nil
        } catch {
            return error as? UnreadableBatch
        }
    }

    static func failure(_ text: String) -> UnreadableBatch? { failure(Array(text.utf8)) }

    @Test func noNameMeansTwoThings() {
        for column in Column.allCases {
            #expect(!column.names.isEmpty)
            for name in column.names {
                let text = "\(name)\n"
                let meaning = "\(Refusal.mark(name)) is the \(column.meaning)"
                #expect(Self.failure(text)?.reason.contains(meaning) == true)
            }
        }
    }

    @Test(arguments: ["FAKTURANR", "Faktura-nr.", "faktura nr", "Invoice_Number", " Nr: "])
    func caseSpacesAndPunctuationDoNotMatter(name: String) {
        #expect(Self.failure("\(name);x\n")?.reason.contains("is the invoice number") == true)
    }

    @Test(arguments: ["Förfallodatum", "Forfallodatum", "FO\u{308}RFALLODATUM", "Förf. datum"])
    func accentsDoNotMatter(name: String) {
        #expect(Self.failure("\(name);x\n")?.reason.contains("is the due date") == true)
    }

    @Test func twoColumnsForOneThingAreNamed() throws {
        let failure = try #require(Self.failure("\(header);Saldo\n"))
        #expect(failure.reason.contains("‘Restbelopp’ and ‘Saldo’"))
        #expect(failure.reason.contains("remaining"))
    }

    @Test func whatIsMissingIsSaidWithTheNamesItCouldHave() throws {
        let failure = try #require(Self.failure("Fakturanr;Kundnamn;Adress;Ort;Belopp;Hemligt\n"))
        for word in ["invoice date", "due date", "postcode", "‘Ort’ is the city"] {
            #expect(failure.reason.contains(word))
        }
        for word in ["Fakturadatum", "Förfallodatum or DueDate", "Postnr"] {
            #expect(failure.remedy.contains(word))
        }
        #expect(!failure.description.contains("Hemligt"))
        #expect(!failure.remedy.contains("Restbelopp"))
    }

    @Test func aFileWithoutAHeaderShowsNobodysData() throws {
        let failure = try #require(Self.failure(row(name: "Anna Påhitt") + "\n"))
        #expect(failure.reason.contains("Understood: nothing"))
        #expect(!failure.description.contains("Anna"))
    }

    @Test func theReadingSaysHowEachColumnWasUnderstood() throws {
        let heading = try read("\(header);Vår referens\n").heading
        #expect(heading.format == .csv)
        #expect(heading.delimiter == ";")
        #expect(heading.encoding == .utf8)
        #expect(heading.columns.count == 9)
        #expect(heading.columns[6].written == "Förfallodatum")
        #expect(heading.columns[6].column == .dueDate)
        #expect(heading.columns[8].written == "Vår referens")
        #expect(heading.columns[8].column == nil)
        #expect(!heading.claimsTotal)
        let total = try read(
            "\(header.replacing("Restbelopp", with: "Belopp"))\n\(row())",
            rules: ReadingRules(totalIsRemaining: true))
        #expect(total.heading.claimsTotal)
        #expect(total.invoices.map(\.remaining.value) == [100_00])
        #expect(total.knowns.first?.details.contains(.remaining) == false)
    }

    @Test(arguments: [
        "Number,Customer name,Address,Postcode,City,Posting Date,Due Date,Grand Total,Amount due",
        "Rechnungsnr,Kunde,Straße,PLZ,Ort,Rechnungsdatum,Fällig am,Betrag,Offener Betrag",
        "N° de facture,Client,Adresse,Code postal,Ville,Date facture,Échéance,Total TTC,Solde",
        "Faktura nr,Namn,Adress,Postnr,Ort,Fakturadatum,Förfallodag,Belopp (kr),Kvar (kr)",
    ])
    func headersOfOtherLanguagesAndProgramsAreUnderstood(columns: String) throws {
        let reading = try read("\(columns)\n1,A,G,11111,O,2026-05-01,2026-05-31,5.00,4.00")
        #expect(reading.invoices.map(\.remaining) == [Ore(4_00)])
        #expect(reading.heading.columns.allSatisfy { $0.column != nil })
        let more = try readRow("Org-/personnummer", "556036-0793")
        #expect(more.invoices.map(\.debtor.idNumber) == ["556036-0793"])
    }

    @Test func theAmountInTheInvoicesOwnCurrencyWins() throws {
        let reading = try read(
            "\(header.replacing("Restbelopp", with: "RemainingAmount"))"
                + ";RemainingAmountInvoiceCurrency\n\(row(remaining: "999"));12")
        #expect(reading.invoices.map(\.remaining.value) == [12_00])
        #expect(reading.heading.columns[7].column == nil)
    }

    @Test(arguments: [";", ",", "\t"])
    func theDelimiterIsSeenInTheHeader(delimiter: String) throws {
        let text = "\(header);\"a,b,c\"\n\(row(remaining: "100"));".replacing(";", with: delimiter)
        #expect(try read(text).invoices.count == 1)
        #expect(try read(text).heading.delimiter == Character(delimiter))
    }

    @Test func theDelimiterIsLookedForInTheWholeHeader() throws {
        let text = "\"x; y; z; long enough\";\(header)\n;\(row(remaining: "1"))"
        let commas = text.replacing("; ", with: " ").replacing(";", with: ",")
        #expect(try read(Array(commas.utf8), chunk: 1).heading.delimiter == ",")
    }

    @Test(arguments: ["sep=;\r\n", "SEP=;\n", "\"sep=;\"\n", "\u{FEFF}sep=;\r\n", "\n \nsep=;\n\n"])
    func aSeparatorLineIsNotTheHeader(line: String) throws {
        #expect(try read("\(line)\(header)\n\(row())").invoices.count == 1)
    }

    @Test func aSeparatorLineDecides() throws {
        let text = "sep=|\n\(header);\"a,b;c\"\n\(row());".replacing(";", with: "|")
        #expect(try read(text).invoices.count == 1)
        #expect(Self.failure("sep=\"\n\(header)\n")?.reason.contains("sep=") == true)
    }

    @Test func anEmptyFirstHeaderKeepsItsColumn() throws {
        let text = "\n;\(header)\n;\(row())\n".replacing(";", with: "\t")
        #expect(try read(text).invoices.count == 1)
    }

    @Test func filesOfAnotherKindAreRefusedWhole() {
        #expect(Self.failure([])?.reason == "The file is empty.")
        #expect(Self.failure([0xEF, 0xBB, 0xBF])?.reason == "The file is empty.")
        #expect(Self.failure("\n \r\n")?.reason == "The file is empty.")
        let silent = header.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        #expect(Self.failure(silent)?.reason.contains("NUL") == true)
        #expect(Self.failure([0x50, 0x4B, 3, 4, 1])?.reason.contains("spreadsheet") == true)
        #expect(Self.failure("[{}]")?.remedy.contains("jq") == true)
        #expect(Self.failure("\"Fakturanr;Namn\n")?.reason.contains("header") == true)
    }

    @Test func aFileThatIsNotThereIsSaidToBeMissing() {
        let failure = #expect(throws: FileFailure.self) {
            try ByteSource(path: "/nowhere/at/all.csv")
        }
        #expect(failure?.code == 2)
        #expect(failure?.description == "No such file or directory")
    }
}

extension Refusal {
    /// As messages quote a name.
    static func mark(_ name: String) -> String { "‘\(name)’" }
}
