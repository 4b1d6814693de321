import Foundation
import Reminders
import Testing

@testable import Amili

@Suite struct BlankingTests {
    private let blanking = Blanking(Sample.letter())

    /// Everything of the sample letter that must never be seen again.
    static let secrets: [String] = {
        let invoice = Sample.invoice()
        let debtor = invoice.debtor
        return [
            debtor.name, "Exempelbolaget", "Åkerström", debtor.idNumber ?? "", "5560360793",
            debtor.addressLine, "Påhittade", "gränd", "17B", debtor.zipCode, "41119", debtor.city,
            debtor.email ?? "", debtor.mobileNumber ?? "", "0701740605", "070-174 06 05",
            invoice.number.written, invoice.description, "Konsulttjänster", "K-5512",
            invoice.ocr ?? "", "12500.50", Sample.party.account, Sample.party.creditor,
        ]
    }()

    static let forms: [@Sendable (String) -> String] = [
        { $0 }, { $0.uppercased() }, { $0.lowercased() },
        { $0.decomposedStringWithCanonicalMapping },
        { $0.folding(options: .diacriticInsensitive, locale: nil) },
        { $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" },
        { $0.map { "\u{200B}\($0)" }.joined() },
        { $0.unicodeScalars.map { "\\u{\(String($0.value, radix: 16))}" }.joined() },
        { $0.replacingOccurrences(of: " ", with: "\n") },
    ]

    @Test func noValueOfTheLetterComesThrough() {
        for secret in Self.secrets {
            for form in Self.forms {
                for frame in ["value '%' is not unique", "%", "a%b", "(%)", "say,%;", "%%"] {
                    let text = frame.replacingOccurrences(of: "%", with: form(secret))
                    let message = blanking.message(of: text)
                    let plain = message.folding(
                        options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
                    for part in Self.secrets where part.count >= 3 {
                        let folded = part.folding(
                            options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
                        #expect(!plain.contains(folded), "\(message)")
                    }
                    #expect(!message.contains("@"))
                }
            }
        }
    }

    @Test func shortValuesAreBlankedAsWords() {
        var invoice = Sample.invoice()
        invoice.debtor.name = "Bo Ek"
        invoice.debtor.city = "Å"
        let message = Blanking(Sample.letter(invoice)).message(of: "bo, about EK in Å; book, below")
        #expect(message == "…, about … in …; book, below")
    }

    @Test func whatLooksLikePersonalDataIsBlankedWhoeverSaidIt() {
        let other = Blanking([])
        #expect(other.message(of: "for 19850101-2385 at 070-123 45 67") == "for … at …")
        #expect(other.message(of: "mail someone@else.example now") == "mail … now")
        #expect(other.message(of: "at 4111, not 411") == "at …, not 411")
        #expect(other.message(of: "HTTP 422, 3 of 100") == "HTTP 422, 3 of 100")
        #expect(other.message(of: "b'Bj\\xf6rk' and Bj%C3%B6rk") == "… and …")
        #expect(other.message(of: String(repeating: "Zm9v", count: 20)) == "…")
    }

    @Test func aMessageIsOneShortLine() {
        let message = Blanking([]).message(
            of: "one\r\n\ttwo\u{0}three\u{1B}[31m " + String(repeating: "word ", count: 200))
        #expect(message.hasPrefix("one two three [31m word"))
        #expect(message.count == 300)
        #expect(message.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    }

    @Test func namesOfFieldsAndAmilisReasonsAreKept() throws {
        let body = #"""
            {"_status":"ERR","_issues":{"currency":"unallowed value SEK",
            "customer":{"address":{"zip_code":["required field","not 411 19"]},
            "Exempelstad":"unknown field"},"debts":{"0":{"capital_to_claim":"min value is 0.01"}}},
            "_error":{"code":422,"message":"Insertion failure: 1 document(s) contain(s) error(s)"}}
            """#
        let answer = try #require(ErrorAnswer(Array(body.utf8)))
        #expect(
            blanking.message(of: answer)
                == "currency: unallowed value SEK; customer.…: unknown field;"
                + " customer.address.zip_code: required field; customer.address.zip_code: not …;"
                + " debts.0.capital_to_claim: min value is 0.01;"
                + " Insertion failure: 1 document(s) contain(s) error(s)")
    }

    @Test func aDeepOrEndlessRefusalIsCut() throws {
        let deep =
            String(repeating: #"{"a":"#, count: 50) + #""x""# + String(repeating: "}", count: 50)
        let wide = (0..<500).map { #""f\#($0)":"no""# }.joined(separator: ",")
        for issues in [deep, "{\(wide)}"] {
            let body = #"{"_status":"ERR","_issues":\#(issues)}"#
            let answer = try #require(ErrorAnswer(Array(body.utf8)))
            #expect(answer.texts.count <= 20)
        }
    }

    @Test func theMessageOfARejectedLetterHoldsNoneOfIt() async throws {
        let invoice = Sample.invoice()
        let body = try JSONSerialization.data(withJSONObject: [
            "_status": "ERR",
            "_issues": [
                "customer": [
                    "name": "value '\(invoice.debtor.name)' is not unique",
                    "email": "\(invoice.debtor.email ?? "") is no address",
                ]
            ], "_error": ["code": 422, "message": "refused 10234"],
        ])
        let rig = try Rig { _, _ in .answer(422, String(decoding: body, as: UTF8.self)) }
        defer { rig.close() }
        let report = await rig.send()
        #expect(report.outcome == .rejected)
        #expect(
            report.trace.message
                == "customer.email: … is no address; customer.name: value '…' is not unique;"
                + " refused …")
    }

    @Test func theAPICodeAndTheSignedRequestDoNotComeBackInAMessage() async throws {
        let rig = try Rig(
            token: .always(
                .answer(
                    403, #"{"_status":"ERR","_error":{"message":"no fictitious-api-code here"}}"#))
        ) { _, _ in .silence }
        defer { rig.close() }
        let report = await rig.send()
        #expect(report.trace.message == "no … here")
    }
}
