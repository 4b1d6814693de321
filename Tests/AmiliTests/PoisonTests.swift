import Foundation
import Reminders
import Testing

@testable import Amili

/// Texts that no table, log or page could take: they cost one reminder at most, and only a look-up.
@Suite struct PoisonTests {
    private static let digits = String(repeating: "7", count: 200_000)
    private static let marks = "e" + String(repeating: "\u{301}", count: 100_000)

    @Test(arguments: [
        #""\u0000""#, "\"77\\u0000\"", "\"\(digits)\"", digits, #""""#, #""OCR å""#, "null",
    ])
    func anOCRThatNobodyCanPayByIsNone(json: String) async throws {
        let body = #"{"_status":"OK","_cases":["c1"],"_ocr_numbers_ocr":[\#(json)]}"#
        let rig = try Rig { _, _ in .answer(201, body) }
        defer { rig.close() }
        #expect(await rig.send().outcome == .accepted(caseID: "c1", ocr: nil))
    }

    @Test func aMegabyteOfAnAnswerLeavesTheLetterInDoubt() async throws {
        let text = String(repeating: "x", count: 1 << 20)
        for body in [
            #"{"_cases":["\#(text)"]}"#, #"{"_cases":["c1"],"_ocr_numbers_ocr":["\#(text)"]}"#,
        ] {
            let rig = try Rig { _, _ in .answer(201, body) }
            defer { rig.close() }
            #expect(await rig.send().outcome == .unknown(retryAfter: nil))
        }
    }

    @Test(arguments: [#"c\u0000"#, digits, marks, #"two words\n"#])
    func aCaseWithoutAUsableIDIsFoundByAHarmlessNameAndHidesNoOther(id: String) async throws {
        let rig = try Rig { _, _ in
            Sample.page([
                Sample.item("7000"), Sample.item("1", id: id), Sample.item("2", id: id + "2"),
                Sample.item("3"),
            ])
        }
        defer { rig.close() }
        let report = await rig.lookUp(Sample.question(Sample.numbers("1", "2", "3")))
        guard case .answered(let cases, _) = report.outcome else {
            Issue.record("\(report)")
            return
        }
        #expect(cases.map(\.invoiceKey) == ["1", "2", "3"])
        #expect(Set(cases.map(\.caseID)).count == 3)
        for found in cases { #expect(AmiliText.isID(found.caseID), "\(found.caseID)") }
    }

    @Test(arguments: [#"re\u0000minder"#, digits, marks])
    func aStateIsShortAndVisible(state: String) async throws {
        let item = Sample.item(
            "1", more: #","state":"\#(state)","_updated":"\#(ScriptedReply.noon)""#)
        let rig = try Rig { request, _ in
            Sample.page([Sample.item("7000", more: #","_updated":"\#(ScriptedReply.noon)""#), item])
        }
        defer { rig.close() }
        let report = await rig.lookUp(Sample.question(Sample.numbers("1")))
        guard case .answered(let cases, _) = report.outcome, let word = cases.first?.state else {
            Issue.record("\(report.outcome)")
            return
        }
        let followed = await rig.client.cases(
            .byID, page: 1, of: Sample.party, startBy: rig.startBy)
        guard case .answered(let page) = followed.outcome, let other = page.cases[1].standing.state
        else {
            Issue.record("\(followed.outcome)")
            return
        }
        for text in [word, other] {
            #expect(text.unicodeScalars.count <= AmiliBounds.wordLength)
            #expect(!text.unicodeScalars.contains("\0"))
        }
    }

    @Test func anInvoiceNumberThatIsNoneIsShortToo() async throws {
        let item = Sample.item(
            Self.digits, id: "c9", more: #","_updated":"\#(ScriptedReply.noon)""#)
        let rig = try Rig { _, _ in Sample.page([item]) }
        defer { rig.close() }
        let followed = await rig.client.cases(
            .byID, page: 1, of: Sample.party, startBy: rig.startBy)
        guard case .answered(let page) = followed.outcome else {
            Issue.record("\(followed.outcome)")
            return
        }
        #expect(page.cases[0].invoiceKey.utf8.count <= 64)
    }

    /// One case cannot be two letters': the second answer is somebody else's.
    @Test func aCaseThatAnotherLetterGotIsInDoubt() async throws {
        let rig = try Rig { _, _ in .answer(201, SendingTests.good) }
        defer { rig.close() }
        let accepted = SendOutcome.accepted(caseID: "c1", ocr: "77")
        #expect(await rig.send().outcome == accepted)
        #expect(await rig.send().outcome == accepted, "the same letter again")
        let other = await rig.send(
            Letter(party: Sample.party, invoice: Sample.invoice("2"), idempotencyKey: "other"))
        #expect(other.outcome == .unknown(retryAfter: nil))
        #expect(other.trace.flaw == AnswerFlaw(.caseOfAnother, .registration, status: 201))
    }
}
