import Foundation
import Reminders
import Testing

@testable import Amili

/// A recorded pair of request and response, the same files that the sandbox is held against.
struct Fixture {
    let request: [String: Any]
    let response: [String: Any]

    init(_ name: String) throws {
        let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(
            contentsOf: folder.appendingPathComponent("Fixtures/contract/\(name).json"))
        let file = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        request = try #require(file["request"] as? [String: Any])
        response = try #require(file["response"] as? [String: Any])
    }

    func requestBody() throws -> NSDictionary {
        try #require(request["body"] as? [String: Any]) as NSDictionary
    }

    func whereText() throws -> String {
        try #require((request["query"] as? [String: String])?["where"])
    }

    func reply() throws -> ScriptedReply {
        let status = try #require(response["status"] as? Int)
        let headers = try #require(response["headers"] as? [String: String])
        let body = try JSONSerialization.data(
            withJSONObject: try #require(response["body"] as? [String: Any]))
        return .answer(
            status, String(decoding: body, as: UTF8.self),
            headers: headers.map { "\($0.key): \($0.value)" })
    }
}

@Suite struct ContractTests {
    private func body(_ invoice: Invoice) throws -> NSDictionary {
        let bytes = RegistrationBody.bytes(of: Sample.letter(invoice), sendsReference: false)
        return try #require(
            try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]) as NSDictionary
    }

    @Test func aCompanysInvoiceIsWrittenAsTheContractHasIt() throws {
        let invoice = Invoice(
            number: Sample.number("10234"), customerNumber: "K-1",
            debtor: Debtor(
                name: "Exempelbolaget AB", idNumber: "5560360793", isCompany: true,
                addressLine: "Exempelgatan 1", zipCode: "411 19", city: "Exempelstad",
                email: "ekonomi@exempelbolaget.example", mobileNumber: "+46700000000"),
            description: "Konsulttjänster juni", invoiceDate: Sample.day("2026-06-01"),
            dueDate: Sample.day("2026-07-01"), total: Ore(2_000_000), remaining: Ore(1_250_050),
            ocr: "133", invoiceFee: Ore(2_925), reminderFee: Ore(6_050),
            reminderFeeDate: Sample.day("2026-07-15"))
        let written = try body(invoice)
        #expect(try written == Fixture("registration-company").requestBody())
    }

    @Test func aPersonsInvoiceIsWrittenAsTheContractHasIt() throws {
        let invoice = Invoice(
            number: Sample.number("00077"),
            debtor: Debtor(
                name: "Exempel Exempelsson", idNumber: "202501012385", isCompany: false,
                addressLine: "Exempelvägen 2", zipCode: "90001", city: "Exempelby"),
            description: "Årsavgift", invoiceDate: Sample.day("2026-05-31"),
            dueDate: Sample.day("2026-05-31"), remaining: Ore(45_000))
        let written = try body(invoice)
        #expect(try written == Fixture("registration-person").requestBody())
    }

    @Test func whatTheInvoiceDoesNotKnowIsLeftOut() throws {
        let expected = try Fixture("registration-minimal").requestBody()
        let customer = try #require(expected["customer"] as? [String: Any])
        let address = try #require(customer["address"] as? [String: Any])
        let debt = try #require((expected["debts"] as? [[String: Any]])?.first)
        let capital = try #require(debt["capital_to_claim"] as? NSNumber)
        let days = try #require(debt["invoice_due_days_after_invoice_date"] as? Int)
        let written = try #require(debt["invoice_date"] as? String)
        let date = CalendarDate(dayNumber: Int(try #require(HTTPDate.seconds(written)) / 86_400))
        let invoice = Invoice(
            number: Sample.number(debt["invoice_number"] as? String ?? ""),
            debtor: Debtor(
                name: customer["name"] as? String ?? "",
                addressLine: address["address_line_1"] as? String ?? "",
                zipCode: address["zip_code"] as? String ?? "",
                city: address["city"] as? String ?? ""),
            description: debt["debt_description"] as? String ?? "", invoiceDate: date,
            dueDate: date.adding(days: days),
            remaining: Ore(Int64((capital.doubleValue * 100).rounded())))
        #expect(try body(invoice) == expected)
    }

    @Test func amountsAlwaysHaveTwoDecimals() {
        var invoice = Sample.invoice()
        invoice.remaining = Ore(100_000)
        invoice.reminderFee = Ore(6_000)
        let bytes = RegistrationBody.bytes(of: Sample.letter(invoice), sendsReference: false)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains(#""capital_to_claim":1000.00,"#))
        #expect(text.contains(#""reminder":{"amount":60.00}"#))
    }

    @Test func aDebtWithoutDescriptionIsNamedByItsInvoice() throws {
        var invoice = Sample.invoice("00123")
        invoice.description = ""
        let debt = try #require((body(invoice)["debts"] as? [[String: Any]])?.first)
        #expect(debt["debt_description"] as? String == "Faktura 00123")
        #expect(debt["invoice_number"] as? String == "00123")
    }

    @Test func nothingInAnInvoiceCanBreakTheBody() throws {
        for text in FormatTests.nastyTexts(1_000) {
            var invoice = Sample.invoice()
            invoice.debtor.name = text
            invoice.debtor.city = text
            invoice.description = text
            let customer = try #require(body(invoice)["customer"] as? [String: Any])
            let name = try #require(customer["name"] as? String)
            #expect(Array(name.utf8) == Array(text.utf8))
        }
    }

    @Test func theRecordedRegistrationsAreAcceptedIfTheyHaveOneCase() async throws {
        for (name, outcome) in [
            (
                "registration-company",
                SendOutcome.accepted(
                    caseID: "6a703af4ca5e000000000000", ocr: "77000000000000000016")
            ),
            ("registration-two-debts", .unknown(retryAfter: nil)),
            ("error-validation", .rejected), ("error-conflict", .conflict),
            ("error-forbidden", .forbidden),
            ("error-rate-limit", .tooMany(retryAfter: .seconds(7))),
            ("error-unauthorized", .unauthorized),
        ] {
            let reply = try Fixture(name).reply()
            let rig = try Rig { _, _ in reply }
            defer { rig.close() }
            let report = await rig.send()
            #expect(report.outcome == outcome, "\(name)")
        }
    }

    @Test func theRecordedTokenIsSentWithEachCall() async throws {
        let reply = try Fixture("token").reply()
        let rig = try Rig(token: .always(reply)) { _, _ in Sample.error(422) }
        defer { rig.close() }
        _ = await rig.send()
        let sent = try #require(rig.otherCalls.first)
        #expect(sent.headers["x-api-key"] == "opaque-token-of-the-fixture")
    }

    @Test func theRecordedListsAreAskedForAndReadAsTheContractHasThem() async throws {
        let cases = try Fixture("cases-by-invoice-numbers")
        let registrations = try Fixture("registrations-by-invoice-numbers")
        let replies = try [cases.reply(), registrations.reply()]
        let token = try Fixture("token").reply()
        let rig = try Rig(token: .always(token)) { request, _ in
            request.path == "/cases" ? replies[0] : replies[1]
        }
        defer { rig.close() }
        // The canary is among those asked for, as in the recorded questions.
        let report = await rig.lookUp(
            Sample.question(
                Sample.numbers("10235", "10236", "10237"),
                inDoubt: Sample.numbers("10235", "10237"),
                canary: nil))
        let created: Int64 = 1_785_741_300
        #expect(
            report.outcome
                == .answered(
                    cases: [
                        FoundCase(
                            invoiceKey: "10235", caseID: "6a703af4ca5e000000000003",
                            ocr: "77000000000000000040", isOpen: true, createdAt: created,
                            state: "reminder"),
                        FoundCase(
                            invoiceKey: "10236", caseID: "6a703af4ca5e000000000004",
                            isOpen: false, createdAt: created, state: "closed"),
                    ], amiliNow: created))
        #expect(
            try rig.otherCalls.map { $0.query["where"] } == [
                cases.whereText(),
                registrations.whereText(),
            ])
        #expect(rig.otherCalls.allSatisfy { $0.query["max_results"] == "100" })
    }
}
