import Producer
import Reminders
import Testing

struct CellTests {
    @Test(arguments: [
        "2026-05-31", "20260531", "2026/05/31", "2026-05-31T00:00:00", "2026-05-31 00:00",
        "2026-05-31T00:00:00.000Z", "2026-05-31T00:00:00+02:00", "2026-05-31T00:00:00-0100",
        "31.05.2026",
    ])
    func aDateIsRead(text: String) throws {
        let reading = try read("\(header)\n\(row(due: text))")
        #expect(reading.invoices.map(\.dueDate) == [CalendarDate(iso: "2026-05-31")!])
    }

    /// Marks of a text's direction, which nobody sees.
    @Test(arguments: ["\u{200E}", "\u{202A}\u{202C}", "\u{061C} \u{200F}", "\u{2028}"])
    func aCellOfUnseenMarksIsAnEmptyOne(text: String) throws {
        let marked = try read("\(header)\n\(row(name: text))")
        let empty = try read("\(header)\n\(row(name: ""))")
        #expect(marked.refused == empty.refused)
        #expect(marked.invoices == empty.invoices)
        #expect(try read("\(header)\n\(row(text))").refused.count == 1)
    }

    @Test(arguments: [
        "5/31/2026", "31/05/2026", "31.5.2026", "2026-02-30", "2026-05-31T22:00:00Z",
        "2026-05-31T00:00:00.5",
        "99999", "2026-5-31", "26-05-31", "2026-05/31", "2026-05-31Z", "2026-05-31T00:00:00.",
        "2026-05-31T00:00:00+2", "1026-05-31", "2026-05-31T00:00:01", "imorgon",
    ])
    func whatIsNoClearDayIsRefused(text: String) throws {
        let reading = try read("\(header)\n\(row(due: text))")
        #expect(reading.refused == ["2 BAD_DATE"])
        let isShown = text != "imorgon"
        #expect(reading.refusals.first?.reason.contains(text.prefix(40)) == isShown)
    }

    @Test(
        arguments: [
            ("260531", "2026-05-31"), ("260930", "2026-09-30"), ("46173", "2026-05-31"),
            // Also 26 December 2016 and 9 November 2026.
            ("261216", nil), ("110926", nil),
            // In the other count of days 2026-01-06.
            ("44566", nil), ("990531", nil), ("26053", nil), ("266031", nil),
        ] as [(String, String?)])
    func aShortDateIsReadWhereItIsOneOnly(text: String, date: String?) throws {
        let rules = ReadingRules(today: CalendarDate(iso: "2026-11-29")!)
        let line = row(date: text, due: "2028-01-01")
        let reading = try read("\(header)\n\(line)", rules: rules)
        #expect(reading.invoices.map(\.invoiceDate.description) == (date.map { [$0] } ?? []))
        #expect(reading.refused == (date == nil ? ["2 BAD_DATE"] : []))
    }

    @Test func anInvoiceIsNotDueBeforeItIsWritten() throws {
        let reading = try read(
            "\(header)\n\(row(due: "2026-04-30"))\n\(row("2", due: "2026-05-01"))")
        #expect(reading.refused == ["2 DUE_BEFORE_INVOICE"])
        #expect(reading.invoices.count == 1)
    }

    @Test(arguments: ["ja", "JA", "true", "1", "x", "X", "yes", "sant", "Sann", "j"])
    func aYesIsAYes(text: String) throws {
        #expect(try readRow("Bestridd", text).invoices.map(\.flags) == [.disputed])
    }

    @Test(arguments: ["", "nej", "FALSE", "0", "no", "falskt", "Falsk", "n", " "])
    func aNoIsANoAndKnown(text: String) throws {
        let reading = try readRow("Bestridd", text)
        #expect(reading.invoices.map(\.flags) == [[]])
        #expect(reading.knowns.map(\.flags) == [.disputed])
    }

    @Test func whatIsNeitherIsRefusedAndNotQuoted() throws {
        let refusal = try #require(try readRow("Avliden", "Anna").refusals.first)
        #expect(refusal.code == .badAnswer)
        #expect(refusal.column == "Avliden")
        #expect(!refusal.reason.contains("Anna") && !refusal.remedy.contains("Anna"))
    }

    @Test(arguments: [
        ("Betald", InvoiceFlags.paid), ("Krediterad", .credited), ("Makulerad", .credited),
        ("IsCreditInvoice", .creditNote), ("Tvist", .disputed), ("Pausad", .paused),
        ("Avbetalningsplan", .instalmentPlan), ("Anstånd", .respite), ("Såld", .soldToFactoring),
        ("Konkurs", .bankrupt), ("Avliden", .deceased), ("Kontantfaktura", .cashNote),
        ("Utkast", .draft), ("Hos inkasso", .atAgency), ("Omyndig", .minor),
        ("Minderårig", .minor),
    ])
    func eachFlagHasItsColumn(column: String, flag: InvoiceFlags) throws {
        #expect(try readRow(column, "Ja").invoices.map(\.flags) == [flag])
        #expect(try readRow(column, "Ja").knowns.map(\.flags) == [flag])
        #expect(try readRow(column, "Nej").invoices.map(\.flags) == [[]])
    }

    @Test func notBookedAndNotSentAreDrafts() throws {
        #expect(try readRow("Booked;Sent", "true;true").invoices.map(\.flags) == [[]])
        #expect(try readRow("Booked;Sent", "true;false").invoices.map(\.flags) == [.draft])
        #expect(try readRow("Bokförd", "Nej").invoices.map(\.flags) == [.draft])
        let silent = try readRow("Booked", "")
        #expect(silent.invoices.map(\.flags) == [[]])
        #expect(silent.knowns.map(\.flags) == [[]])
    }

    @Test func aCustomerWhoOwesNothingInAllIsFlagged() throws {
        #expect(try readRow("Kundsaldo", "0").invoices.map(\.flags) == [.netBalanceNotPositive])
        #expect(try readRow("Kundsaldo", "-1").invoices.map(\.flags) == [.netBalanceNotPositive])
        let owing = try readRow("Kundsaldo", "0,01")
        #expect(owing.invoices.map(\.flags) == [[]])
        #expect(owing.knowns.map(\.flags) == [.netBalanceNotPositive])
        #expect(try readRow("Kundsaldo", "").knowns.map(\.flags) == [[]])
    }

    @Test func whatTheFileDoesNotSpeakOfIsNotKnown() throws {
        let known = try #require(try read("\(header)\n\(row())").knowns.first)
        #expect(known == KnownFields(details: [.name, .address, .remaining]))
    }

    @Test(
        arguments: [
            ("070-174 06 05", "", "+46701740605"), ("+46 (0)70-174 06 05", "", "+46701740605"),
            ("0046701740605", "", "+46701740605"), ("+4791234567", "", "+4791234567"),
            ("0701740605", "NO", nil), ("08-123 45 67", "", nil), ("ring på", "", nil),
            ("070174060", "", nil), ("+0701740605", "", nil), ("++46701740605", "", nil),
        ] as [(String, String, String?)])
    func aClearMobileNumberIsKept(text: String, country: String, expected: String?) throws {
        let reading = try readRow("Mobil;Land", "\(text);\(country)")
        #expect(reading.invoices.map(\.debtor.mobileNumber) == [expected])
        #expect(reading.tally.droppedMobileNumbers == (expected == nil ? 1 : 0))
        #expect(
            reading.knowns.first?.details.contains(.mobileNumber) == (expected != nil))
    }

    @Test(arguments: [
        ("", "SE"), ("Sverige", "SE"), ("sweden", "SE"), ("no", "NO"), ("Tyskland", "DE"),
        ("ÖSTERRIKE", "AT"), ("United Kingdom", "GB"),
    ])
    func aCountryIsKnownByNameAndCode(text: String, code: String) throws {
        #expect(try readRow("Land", text).invoices.map(\.debtor.country) == [code])
    }

    @Test func anUnknownCountryIsRefused() throws {
        #expect(try readRow("Land", "Narnia").refused == ["2 BAD_COUNTRY"])
    }

    @Test func currenciesAreCodes() throws {
        #expect(try readRow("Valuta", "").invoices.map(\.currency) == ["SEK"])
        #expect(try readRow("Valuta", "kr").invoices.map(\.currency) == ["SEK"])
        #expect(try readRow("Valuta", "eur").invoices.map(\.currency) == ["EUR"])
        #expect(try readRow("Valuta", "kronor").refused == ["2 BAD_CURRENCY"])
    }

    @Test(
        arguments: [
            ("Kundtyp", "Företag", true), ("Kundtyp", "Privat", false), ("IsCompany", "1", true),
            ("CustomerIsPrivatePerson", "true", false), ("Privatperson", "Nej", true),
            ("Kundtyp", "", nil), ("Privatperson", "", nil),
        ] as [(String, String, Bool?)])
    func companiesAreToldFromPersons(column: String, text: String, isCompany: Bool?) throws {
        let reading = try readRow(column, text)
        #expect(reading.invoices.map(\.debtor.isCompany) == [isCompany])
        #expect(reading.knowns.first?.details.contains(.isCompany) == (isCompany != nil))
    }

    @Test func twoColumnsMayNotContradictEachOther() throws {
        let reading = try readRow("IsCompany;IsPerson", "ja;ja")
        #expect(reading.refused == ["2 CONFLICTING_VALUES"])
    }

    @Test func whatASpreadsheetMangledIsRefused() throws {
        for number in ["1,23E+05", "1E+05", "1.5e+10"] {
            let reading = try read("\(header)\n\(row(number))")
            #expect(reading.refused == ["2 MANGLED_NUMBER"])
            #expect(reading.refusals.first?.remedy.contains("text") == true)
        }
        #expect(try read("\(header)\n\(row("1E5"))").invoices.map(\.number.written) == ["1E5"])
    }

    @Test func formulasAreTextAndQuotedNumbersKeepTheirZeros() throws {
        let reading = try read(
            "\(header)\n\(row("=\"00123\"", name: "=1+1"))\n"
                + "\(row("\"=\"\"007\"\"\"", name: "@SUM(A1)"))\n\(row("+46", name: "-x"))")
        #expect(reading.invoices.map(\.number.written) == ["00123", "007", "+46"])
        #expect(reading.invoices.map(\.debtor.name) == ["=1+1", "@SUM(A1)", "-x"])
    }

    @Test func controlCharactersAndLineEndsInTextsBecomeSpaces() throws {
        let reading = try read("\(header)\n\(row(name: "\"A\u{7}B\r\nC\u{85}D\u{2028}E\""))")
        #expect(reading.invoices.map(\.debtor.name) == ["A B  C D E"])
    }

    @Test func aRefusalQuotesLittleAndNothingPersonal() throws {
        let long = "2026-05-31T00:00:00.5" + String(repeating: "0", count: 100)
        let reason = try #require(try read("\(header)\n\(row(due: long))").refusals.first?.reason)
        #expect(reason.contains(long.prefix(40)) && !reason.contains(long.prefix(41)))
        let control = try read("\(header)\n\(row(due: "\"2026\u{1B}[2T\""))")
        #expect(control.refusals.first?.reason.contains("‘2026 [2T’") == true)
        let name = String(repeating: "Anna", count: 300)
        let refusal = try #require(try read("\(header)\n\(row(name: name))").refusals.first)
        #expect(refusal.code == .textTooLong)
        #expect(!refusal.reason.contains("Anna") && !refusal.remedy.contains("Anna"))
    }

    @Test func postcodesAreFiveDigitsInSwedenAndFreeElsewhere() throws {
        func zip(_ text: String, _ country: String) throws -> [String] {
            try read(
                "\(header);Land\n1;N;G 1;\(text);O;2026-05-01;2026-05-31;1;\(country)"
            ).invoices.map(\.debtor.zipCode)
        }
        #expect(try zip("411 19", "") == ["41119"])
        #expect(try zip("SE-411\u{A0}19", "SE") == ["41119"])
        #expect(try zip("s-41119", "SE") == ["41119"])
        #expect(try zip("4111", "SE") == ["4111"])
        #expect(try zip("SW1A 1AA", "GB") == ["SW1A 1AA"])
    }

    @Test func anEmailThatIsNoneIsLeftOutAndCounted() throws {
        let reading = try readRow("E-post", "a@b;c@d".replacing(";", with: ","))
        #expect(reading.invoices.map(\.debtor.email) == [nil])
        #expect(reading.tally.droppedEmails == 1)
        #expect(reading.knowns.first?.details.contains(.email) == false)
        let good = try readRow("E-post", "ekonomi@exempel.example")
        #expect(good.invoices.map(\.debtor.email) == ["ekonomi@exempel.example"])
        #expect(good.knowns.first?.details.contains(.email) == true)
    }
}
