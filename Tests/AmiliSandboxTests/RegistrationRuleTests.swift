import AmiliSandbox
import Foundation
import Testing

/// One thing wrong with an otherwise good registration.
struct Fault: CustomTestStringConvertible, Sendable {
    /// Where it is, as in `debts.0.invoice_date`.
    let path: String
    /// JSON; nil removes the member.
    let value: String?

    init(_ path: String, _ value: String?) {
        self.path = path
        self.value = value
    }

    var testDescription: String { path + " = " + (value ?? "nothing") }

    static let all: [Fault] = [
        Fault("account", nil), Fault("account", "\"65F0C0FFEE0000000000A001\""),
        Fault("creditor", "\"65f0c0ffee\""), Fault("creditor", "7"),
        Fault("first_action", "\"bailiff\""), Fault("currency", "\"EUR\""),
        Fault("currency", "null"), Fault("debt_reference", "\"ours\""),
        Fault("customer", nil), Fault("customer", "[]"), Fault("customer.name", "\" \""),
        Fault("customer.id_number", "\"556036079\""),
        Fault("customer.id_number", "\"55603-60793\""),
        Fault("customer.id_number", "\"55603607 93\""),
        Fault("customer.is_company", "\"yes\""), Fault("customer.nonsense", "1"),
        Fault("customer.mobile_number", "\"0700000000\""),
        Fault("customer.email", "\"nobody\""), Fault("customer.email", "\"a@b\""),
        Fault("customer.address.address_line_1", nil),
        Fault("customer.address.zip_code", "\"411 19\""),
        Fault("customer.address.city", "\"\""), Fault("customer.address.country", "\"se\""),
        Fault("debts", "[]"), Fault("debts", "{}"),
        Fault("debts.0.invoice_number", "10234"), Fault("debts.0.invoice_number", "\"\""),
        Fault("debts.0.debt_description", nil), Fault("debts.0.debt_reference", "\"ours\""),
        Fault("debts.0.invoice_date", "\"2026-06-15\""),
        Fault("debts.0.invoice_date", "\"Tue, 15 Jun 2026 00:00:00 GMT\""),
        Fault("debts.0.invoice_date", "\"Mon, 15 Jun 2026 02:00:00 GMT\""),
        Fault("debts.0.invoice_date", "\"Mon, 31 Jun 2026 00:00:00 GMT\""),
        Fault("debts.0.invoice_due_days_after_invoice_date", "-1"),
        Fault("debts.0.invoice_due_days_after_invoice_date", "30.0"),
        Fault("debts.0.invoice_due_days_after_invoice_date", "\"30\""),
        Fault("debts.0.capital_to_claim", "0"), Fault("debts.0.capital_to_claim", "0.00"),
        Fault("debts.0.capital_to_claim", "-1"), Fault("debts.0.capital_to_claim", "1.005"),
        Fault("debts.0.capital_to_claim", "\"100\""), Fault("debts.0.capital_to_claim", "true"),
        Fault("debts.0.fees_included_in_capital_to_claim.invoice_fee", "-1"),
        Fault("debts.0.fees_included_in_capital_to_claim.invoice_fee", "100.01"),
        Fault("debts.0.fees_included_in_capital_to_claim.other", "1"),
        Fault("debts.0.fees_already_claimed.reminder.amount", "60"),
        Fault("debts.0.fees_already_claimed.inkasso", "{}"),
    ]

    static let harmless: [Fault] = [
        Fault("customer.id_number", "\"556789-1234\""),
        Fault("customer.id_number", "\"20250101-2385\""),
        Fault("customer.id_number", "\"202501012385\""),
        Fault("customer.mobile_number", "\"+46700000000\""),
        Fault("customer.email", "\"ekonomi@exempelbolaget.example\""),
        Fault("customer.is_person", "true"),
        Fault("customer.address.country", "\"NO\""), Fault("customer.address.country", nil),
        Fault("customer.is_company", nil),
        Fault("debts.0.invoice_number", "\"Å-00123/b\""),
        Fault("debts.0.capital_to_claim", "0.01"), Fault("debts.0.capital_to_claim", "1.0050e3"),
        Fault("debts.0.capital_to_claim", "12500.500"),
        Fault("debts.0.invoice_due_days_after_invoice_date", "0"),
        Fault("debts.0.fees_included_in_capital_to_claim.invoice_fee", "29.25"),
    ]

    /// The registration's text with this in it.
    func applied(to registration: [String: Any]) throws -> String {
        let document = try JSONSerialization.data(withJSONObject: registration)
        let json = try JSON(parsing: String(decoding: document, as: UTF8.self))
        let steps = path.split(separator: ".").map(String.init)[...]
        let changed = try change(json, steps)
        return String(decoding: changed.bytes, as: UTF8.self)
    }

    private func change(_ json: JSON, _ steps: ArraySlice<String>) throws -> JSON {
        guard let step = steps.first else { return json }
        if case .array(var items) = json, let position = Int(step) {
            items[position] = try change(items[position], steps.dropFirst())
            return .array(items)
        }
        var members: [JSON.Member] = []
        if case .object(let given) = json { members = given }
        let old = members.first { $0.name == step }
        members.removeAll { $0.name == step }
        if steps.count > 1 {
            let inner = try change(old?.value ?? .object([]), steps.dropFirst())
            members.append(JSON.Member(step, inner))
        } else if let value {
            members.append(JSON.Member(step, try JSON(parsing: value)))
        }
        return .object(members)
    }
}

@Suite struct RegistrationRuleTests {
    @Test(arguments: Fault.all)
    func aBrokenFieldIsNamedInTheIssues(_ fault: Fault) async throws {
        try await SandboxHarness.with { (harness) async throws in
            let answer = try harness.client.send(
                "POST", "/case--registrations",
                body: try fault.applied(to: SandboxHarness.registration("10234")))
            #expect(answer.status == 422)
            #expect(answer.json["_status"] as? String == "ERR")
            var issue: Any? = answer.issues
            var depth = 0
            for step in fault.path.split(separator: ".") {
                guard let inner = (issue as? [String: Any])?[String(step)] else { break }
                issue = inner
                depth += 1
            }
            // A missing neighbour may be told of in place of the member itself, one level up.
            #expect(depth >= min(2, fault.path.split(separator: ".").count))
            #expect(issue is String || fault.path.contains("fees_already_claimed"))
            #expect(try harness.ledger().isEmpty)
        }
    }

    @Test func whatIsUnusualButAllowedMakesCases() async throws {
        try await SandboxHarness.with { (harness) async throws in
            for fault in Fault.harmless {
                let answer = try harness.client.send(
                    "POST", "/case--registrations",
                    body: try fault.applied(to: SandboxHarness.registration("10234")))
                #expect(answer.status == 201, "\(fault.testDescription) \(answer.json)")
            }
            let amounts = try harness.ledger().compactMap { $0["capital_ore"] as? Int }
            #expect(
                amounts == Array(repeating: 10_000, count: 10)
                    + [1, 100_500, 1_250_050, 10_000, 10_000])
        }
    }

    @Test func aBodyThatIsNoJSONObjectIsRefused() async throws {
        try await SandboxHarness.with { (harness) async throws in
            for body in ["", "[]", "{", "{\"a\":1,\"a\":2}", "{\"a\":\"\u{1}\"}"] {
                let answer = try harness.client.send("POST", "/case--registrations", body: body)
                #expect(answer.status == 400, "\(body)")
            }
            let plain = try harness.client.send(
                "POST", "/case--registrations", headers: ["Content-Type": "text/plain"],
                body: SandboxHarness.registration("1"))
            #expect(plain.status == 400)
        }
    }

    @Test func aBodyBeyondAMebibyteIsRefusedAndTheConnectionServesOn() async throws {
        try await SandboxHarness.with { (harness) async throws in
            let body = String(repeating: " ", count: 1 << 20) + "{}"
            let answer = try harness.client.send("POST", "/case--registrations", body: body)
            #expect(answer.status == 413)
            #expect(try harness.register("10234").status == 201)
        }
    }

    @Test func theSameInvoiceTwiceMakesTwoCases() async throws {
        try await SandboxHarness.with { (harness) async throws in
            let headers = ["Idempotency-Key": "the-same"]
            for _ in 0..<2 {
                let answer = try harness.client.send(
                    "POST", "/case--registrations", headers: headers,
                    body: SandboxHarness.registration("10234"))
                #expect(answer.status == 201)
            }
            let ledger = try harness.ledger()
            #expect(ledger.count == 2)
            #expect(Set(ledger.compactMap { $0["case"] as? String }).count == 2)
            #expect(ledger.allSatisfy { $0["idempotency_key"] as? String == "the-same" })
        }
    }

    @Test func everyOCRHasTwentyDigitsAndAGoodCheckDigit() async throws {
        try await SandboxHarness.with { (harness) async throws in
            for number in 0..<25 {
                let answer = try harness.register("\(number)")
                let numbers = try #require(answer.json["_ocr_numbers_ocr"] as? [String])
                let digits = try #require(numbers.first).compactMap(\.wholeNumberValue)
                let sum = digits.reversed().enumerated().reduce(0) { sum, item in
                    let value = item.offset % 2 == 1 ? item.element * 2 : item.element
                    return sum + value / 10 + value % 10
                }
                #expect(digits.count == 20 && sum % 10 == 0)
            }
        }
    }

    @Test func everyDebtBecomesACaseOfItsOwn() async throws {
        try await SandboxHarness.with { (harness) async throws in
            let answer = try harness.client.send(
                "POST", "/case--registrations", body: SandboxHarness.registration("1", "2", "3"))
            let ids = try #require(answer.json["_cases"] as? [String])
            #expect(Set(ids).count == 3)
            #expect(try harness.ledger().compactMap { $0["case"] as? String } == ids)
            for (position, id) in ids.enumerated() {
                let found = try harness.client.send("GET", "/cases/\(id)")
                let debt = try #require(found.json["debt"] as? [String: Any])
                #expect(debt["invoice_number"] as? String == "\(position + 1)")
            }
        }
    }
}
