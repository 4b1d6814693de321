import Producer
import Reminders
import Testing

/// What is paid, stopped or settled already must not be claimed because the file has its own word
/// for it.
struct RemainingTests {
    /// A file whose only known amount is the total.
    static func readTotal(
        _ columns: String, _ cells: String, _ rules: ReadingRules = ReadingRules()
    ) throws -> Reading {
        try read(
            "\(header.replacing("Restbelopp", with: "Belopp"));\(columns)\n"
                + "\(row(remaining: "1000,00"));\(cells)\n", rules: rules)
    }

    static let total = ReadingRules(totalIsRemaining: true)

    @Test(arguments: [
        "Restbelopp (SEK)", "Amount Due", "Outstanding", "Kvar", "Kvar att betala (kr)",
        "Utestående", "Saldo (SEK)", "Balance due", "Restbelopp i kr", "Restbelopp SEK",
        "Saldo inkl. moms", "REST (KR)", "Remaining amount incl. VAT", "Offener Betrag",
        "Reste à payer",
    ])
    func whatRemainsIsReadUnderEachOfItsNames(name: String) throws {
        let reading = try Self.readTotal(name, "0,00")
        #expect(reading.invoices.map(\.remaining) == [.zero])
        #expect(reading.invoices.map(\.total) == [Ore(1000_00)])
    }

    @Test(arguments: [
        "Att betala", "Ej betalt belopp", "Öppen fordran", "Restbelopp (EUR)", "Due",
        "Skuld kvar", "Betalningar hittills", "Status 2", "Kravstopp datum", "Kreditorder",
        "Restsumma", "Öppen post", "Kapital", "Left to pay", "Förskott", "Kravnivå",
        "Påminnelsenivå", "Betalläge", "openAmountLeft", "Makuleringsdatum",
    ])
    func anUnknownColumnThatMayMatterIsAskedAboutByName(name: String) throws {
        for text in [
            "\(header);\(name)\n\(row());\n",
            "\(header.replacing("Restbelopp", with: "Belopp"));\(name)\n\(row());\n",
        ] {
            let failure = try #require(HeaderTests.failure(text))
            #expect(failure.reason.contains("‘\(name)’"))
            #expect(failure.remedy.contains("--ignore-column ‘\(name)’"))
        }
        let rules = ReadingRules(ignoredColumns: [name])
        #expect(try read("\(header);\(name)\n\(row());1\n", rules: rules).invoices.count == 1)
    }

    @Test(arguments: [
        "Betalningsvillkor", "Vår referens", "Kreditgräns", "Betalsätt", "Dagar sen förfall",
        "Moms", "Netto", "Projekt", "Säljare", "Belopp exkl. moms", "Restaurang", "Kvartal",
    ])
    func aHarmlessUnknownColumnIsPassedOver(name: String) throws {
        #expect(try read("\(header);\(name)\n\(row());30\n").invoices.count == 1)
    }

    @Test func withoutAColumnOfWhatRemainsNothingIsClaimed() throws {
        let text = "\(header.replacing("Restbelopp", with: "Belopp"))\n\(row())\n"
        let failure = try #require(HeaderTests.failure(text))
        #expect(failure.reason.contains("‘Belopp’"))
        #expect(failure.remedy.contains("--total-is-remaining"))
        let reading = try read(text, rules: Self.total)
        #expect(reading.invoices.map(\.remaining) == [Ore(100_00)])
        #expect(reading.tally.remaining == Ore(100_00))
        #expect(reading.tally.totalsClaimed == Ore(100_00))
        #expect(throws: UnreadableBatch.self) {
            try read("\(header)\n\(row())", rules: Self.total)
        }
    }

    @Test(arguments: [
        ("Betald", "Ja", InvoiceFlags.paid), ("Betalt", "Ja", .paid),
        ("Betaldatum", "2026-06-01", .paid),
        ("Slutbetald", "x", .paid), ("Inkassostopp", "Ja", .paused), ("Tvistad", "Ja", .disputed),
        ("Fakturatyp", "Kredit", .creditNote), ("Fakturatyp", "Kontant", .cashNote),
        ("Fakturatyp", "Debet", InvoiceFlags()), ("Status", "Betald", .paid),
        ("Status", "Makulerad", .credited),
        ("Status", "Krediterad", .credited), ("Status", "Utkast", .draft),
        ("Status", "PAID", .paid), ("Status", "Cancelled", .credited), ("Status", "draft", .draft),
        ("Status", "Obetald", InvoiceFlags()), ("Status", "", InvoiceFlags()),
        ("CreditInvoiceReference", "77", .credited),
        ("CreditInvoiceReference", "0", InvoiceFlags()),
    ])
    func whatStopsALetterIsReadUnderItsNames(
        name: String, text: String, flags: InvoiceFlags
    ) throws {
        #expect(try Self.readTotal(name, text, Self.total).invoices.map(\.flags) == [flags])
    }

    @Test func aStatusThatIsNotKnownIsRefusedByName() throws {
        let reading = try readRow("Status", "Hanteras av Anna")
        #expect(reading.refused == ["2 UNKNOWN_STATUS"])
        let refusal = try #require(reading.refusals.first)
        #expect(refusal.reason.contains("‘Status’") && !refusal.reason.contains("Anna"))
        #expect(try readRow("Fakturatyp", "Självfaktura").refused == ["2 UNKNOWN_STATUS"])
    }

    @Test(arguments: ["Betald", "Makulerad", "Kredit", "paid", "Utkast"])
    func aColumnOfAnyNameThatSaysItIsRefused(word: String) throws {
        let reading = try readRow("Kommentar", word)
        #expect(reading.refused == ["2 UNKNOWN_COLUMN"])
        #expect(reading.refusals.first?.column == "Kommentar")
        #expect(try readRow("Kommentar", "Ring före tio").invoices.count == 1)
        let rules = ReadingRules(ignoredColumns: ["kommentar"])
        let text = "\(header);Kommentar\n\(row());\(word)"
        #expect(try read(text, rules: rules).invoices.count == 1)
    }

    @Test func anAmountOfUnknownMeaningBesideATotalIsRefused() throws {
        #expect(try Self.readTotal("Kol9", "0,00", Self.total).refused == ["2 UNKNOWN_COLUMN"])
        #expect(try Self.readTotal("Moms 25", "200,00", Self.total).invoices.count == 1)
        #expect(try readRow("Kol9", "0,00").invoices.count == 1)
    }

    @Test func whatWasPaidMustNotContradictWhatRemains() throws {
        #expect(
            try Self.readTotal("Inbetalt", "400,00", Self.total).refused == ["2 CONFLICTING_VALUES"]
        )
        #expect(try Self.readTotal("Inbetalt", "0", Self.total).invoices.count == 1)
        let left = "Restbelopp;Inbetalt"
        #expect(
            try Self.readTotal(left, "600,00;400,00").invoices.map(\.remaining) == [Ore(600_00)])
        #expect(try Self.readTotal(left, "1000,00;400,00").refused == ["2 CONFLICTING_VALUES"])
        #expect(try Self.readTotal("Restbelopp;Betaldatum", "600,00;2026-06-01").refused.count == 1)
        #expect(try Self.readTotal("Restbelopp;Betaldatum", "0,00;2026-06-01").invoices.count == 1)
    }

    @Test func anIgnoredColumnThatIsNotThereIsAMistake() throws {
        let rules = ReadingRules(ignoredColumns: ["Stattus"])
        let failure = #expect(throws: UnreadableBatch.self) {
            try read("\(header);Status\n\(row());", rules: rules)
        }
        #expect(failure?.reason.contains("‘Stattus’") == true)
    }

    @Test(arguments: [
        (#""Total":1000"#, "MISSING_VALUE"),
        (#""Total":1000,"Restbelopp":{"Value":0}"#, "NESTED_VALUE"),
        (#""Total":1000,"Restbelopp":[]"#, "NESTED_VALUE"),
        (#""Restbelopp":1000,"Kvar till betalning":0"#, "UNKNOWN_COLUMN"),
        (#""Restbelopp":1000,"PaymentState":3"#, "UNKNOWN_COLUMN"),
        (#""Restbelopp":1000,"Note":"Paid""#, "UNKNOWN_COLUMN"),
        (#""Restbelopp":1000,"Betald":{"Value":true}"#, "NESTED_VALUE"),
        (#""Restbelopp":1000,"CreditNotes":[{"Id":7}]"#, "UNKNOWN_COLUMN"),
        (#""Restbelopp":1000,"Status":"Weird""#, "UNKNOWN_STATUS"),
    ])
    func anObjectIsRefusedAsALineIs(more: String, code: String) throws {
        let dates = #""Nr":1,"InvoiceDate":"2026-05-01","DueDate":"2026-05-31""#
        #expect(try read("{\(dates),\(more)}").refused == ["1 \(code)"])
    }

    @Test(arguments: [
        #""PaymentState":0"#, #""PaymentState":null"#, #""CreditNotes":[]"#,
        #""PaymentReminderIssued":false"#, #""Rows":[{"Text":"Paid"}]"#,
    ])
    func aKeyThatSaysNothingIsPassedOver(more: String) throws {
        let core = #""Nr":1,"InvoiceDate":"2026-05-01","DueDate":"2026-05-31","Restbelopp":10"#
        #expect(try read("{\(core),\(more)}").invoices.count == 1)
    }

    @Test func statusesSpeakOnlyOfWhatTheySay() throws {
        #expect(try readRow("Status", "Makulerad").knowns.map(\.flags) == [.credited])
        #expect(try readRow("Status", "Obetald").knowns.map(\.flags) == [.paid])
        #expect(try readRow("Status", "").knowns.map(\.flags) == [[]])
    }

    @Test(arguments: [
        ("1000,00", "1000,01"), ("1234,50", "123450"), ("-100", "50"), ("123450", "1234,50"),
    ])
    func amountsThatContradictEachOtherAreRefused(total: String, remaining: String) throws {
        let reading = try read("\(header);Belopp\n\(row(remaining: remaining));\(total)")
        #expect(reading.refused == ["2 CONFLICTING_VALUES"])
    }

    @Test(arguments: [("1234,50", "1234,5"), ("1000", "10,01"), ("-100", "-50"), ("0", "0")])
    func amountsThatAgreeAreRead(total: String, remaining: String) throws {
        let reading = try read("\(header);Belopp\n\(row(remaining: remaining));\(total)")
        #expect(reading.invoices.count == 1)
    }

    @Test func anInvoiceOnSeveralLinesThatDifferIsRefusedOnAllOfThem() throws {
        let reading = try read(
            [
                header, row("7", remaining: "500"), row("8"), row("007", remaining: "300"),
                row("9"), row("9"),
            ].joined(separator: "\n"))
        #expect(reading.refused == ["2 REPEATED_INVOICE", "4 REPEATED_INVOICE"])
        #expect(reading.invoices.map(\.number.written) == ["8", "9", "9"])
        let objects = [1, 2, 1].map { amount in
            #"{"Nr":7,"InvoiceDate":"2026-05-01","DueDate":"2026-05-31","Saldo":\#(amount)}"#
        }
        #expect(try read(objects.joined(separator: "\n")).refused.count == 3)
    }
}
