import Producer
import Reminders
import Testing

/// Who owes, where he lives, and what must not get into a message.
struct DebtorCellTests {
    @Test(arguments: [
        ("c/o Ekman", "Testgatan 1", "c/o Ekman, Testgatan 1"), ("Testgatan 1", "", "Testgatan 1"),
        ("", "Testgatan 1", "Testgatan 1"), ("Testgatan 1", "Testgatan 1", "Testgatan 1"),
    ])
    func bothLinesOfAnAddressAreKept(one: String, two: String, all: String) throws {
        let reading = try read(
            "\(header);Adress 2\n\(row().replacing("Gatan 1", with: one));\(two)\n")
        #expect(reading.invoices.map(\.debtor.addressLine) == [all])
        let object =
            #"{"Nr":1,"InvoiceDate":"2026-05-01","DueDate":"2026-05-31","Saldo":1,"#
            + #""InvoiceAddress1":"\#(one)","InvoiceAddress2":"\#(two)"}"#
        #expect(try read(object).invoices.map(\.debtor.addressLine) == [all])
    }

    @Test(
        arguments: [
            ("Anna Ek", nil), ("Er ref 12", nil), ("100173", nil), ("1234566", "1234566"),
            ("123 4566", "123 4566"),
        ] as [(String, String?)])
    func aReferenceIsTheOCROnlyIfItIsOne(text: String, ocr: String?) throws {
        #expect(try readRow("Referens", text).invoices.map(\.ocr) == [ocr])
        #expect(try readRow("OCR;Referens", "1230;\(text)").invoices.map(\.ocr) == ["1230"])
    }

    @Test func aCustomerMayBeANameOrANumber() throws {
        let without = header.replacing("Namn;", with: "Kund;")
        #expect(
            try read("\(without)\n\(row(name: "Bo Ek"))").invoices.map(\.debtor.name) == ["Bo Ek"])
        #expect(try read("\(without)\n\(row(name: "77"))").refused == ["2 MISSING_VALUE"])
        let both = try readRow("Kund", "77")
        #expect(both.invoices.map(\.debtor.name) == ["Påhittade AB"])
        #expect(both.invoices.map(\.customerNumber) == ["77"])
        #expect(try readRow("Kund;Kundnr", "77;78").invoices.map(\.customerNumber) == ["78"])
        #expect(try readRow("Kund", "Bo Ek").refused == ["2 CONFLICTING_VALUES"])
    }

    @Test(arguments: ["411\u{202F}19", "411\u{2009}19", "411\u{A0}19", "SE-411 19"])
    func aPostcodeMayHaveAnySpace(text: String) throws {
        let reading = try read("\(header)\n\(row().replacing("11111", with: text))")
        #expect(reading.invoices.map(\.debtor.zipCode) == ["41119"])
    }

    @Test(arguments: [
        ("Japan", "JP"), ("Sydkorea", "KR"), ("BRA", "BR"), ("Schweiz", "CH"), ("Allemagne", "DE"),
        ("Vereinigte Staaten", "US"), ("Förenade Arabemiraten", "AE"), ("in", "IN"), ("UK", "GB"),
        ("Nederländerna", "NL"), ("The Netherlands", "NL"), ("Holland", "NL"), ("Turkiet", "TR"),
        ("Kina", "CN"), ("China", "CN"), ("Kina, fastlandet", "CN"),
        ("Åland", "AX"), ("Färöarna", "FO"), ("Tjeckien", "CZ"), ("Czech Republic", "CZ"),
    ])
    func everyCountryIsKnown(text: String, code: String) throws {
        #expect(try readRow("Land", text).invoices.map(\.debtor.country) == [code])
    }

    /// A line whose cells have shifted has a person under every column.
    @Test(arguments: ["Anna Ek", "850101-1234", "198501011234", "0701740605", "Eva", "Åv 7 B"])
    func noMessageTellsOfAPerson(secret: String) throws {
        for line in [
            row(date: secret), row(due: secret), row(remaining: secret), row("1E5,\(secret)"),
            row(String(repeating: secret, count: 20)),
        ] {
            for refusal in try read("\(header)\n\(line)").refusals {
                #expect(!refusal.reason.contains(secret) && !refusal.remedy.contains(secret))
            }
        }
        for columns in ["Valuta", "Fakturaavgift", "Kundsaldo", "Status", "Betald", "Belopp"] {
            for refusal in try readRow(columns, secret).refusals {
                #expect(!refusal.reason.contains(secret) && !refusal.remedy.contains(secret))
            }
        }
    }
}
