import Foundation
import Reminders
import Testing

@testable import Amili

@Suite struct LookUpTests {
    private static let noon = ScriptedReply.noonSeconds

    private static let number = #"{"invoice_number":"1"}"#

    private static func page(of created: String, debt: String) -> String {
        #"{"_items":[{"_id":"c","_created":"\#(created)","creditor":"c","debt":\#(debt)}],"#
            + #""_meta":{"total":1}}"#
    }

    private func noAnswer(_ why: String) -> LookUpOutcome {
        .noAnswer(why: why, retryAfter: nil)
    }

    private func cases(_ report: LookUpReport) throws -> [FoundCase] {
        guard case .answered(let cases, Self.noon) = report.outcome else {
            Issue.record("no answer: \(report)")
            return []
        }
        return cases
    }

    @Test func whatHasACaseIsFoundAndWhatHasNoneIsNot() async throws {
        let rig = try Rig { request, _ in Sample.answer(request, has: ["7000", "2"]) }
        defer { rig.close() }
        let report = await rig.lookUp(Sample.question(Sample.numbers("1", "2", "3")))
        #expect(
            report.outcome
                == .answered(
                    cases: [
                        FoundCase(
                            invoiceKey: "2", caseID: "case-2", isOpen: true,
                            createdAt: Sample.created, state: "reminder")
                    ], amiliNow: Self.noon))
        #expect(report.trace.calls == 2)
        #expect(report.trace.written)
        let call = try #require(rig.otherCalls.first)
        #expect(rig.otherCalls.count == 1)
        #expect(
            call.query == [
                "where": #"{"creditor":"65f0c0ffee0000000000c001","debt.invoice_number":"#
                    + #"{"$in":["1","2","3","7000"]}}"#,
                "max_results": "100", "page": "1", "sort": "_id",
            ])
        #expect(call.headers["x-api-key"] == "token-1")
    }

    @Test func withoutItsCanaryAnAnswerIsNone() async throws {
        for reply in [Sample.page([]), Sample.page([Sample.item("2")])] {
            let rig = try Rig { _, _ in reply }
            defer { rig.close() }
            let report = await rig.lookUp(Sample.question(Sample.numbers("1", "2")))
            #expect(report.outcome == noAnswer("canary missing"))
        }
    }

    @Test func aCanaryThatIsAskedForInItsOwnRightIsToldOf() async throws {
        let rig = try Rig { request, _ in Sample.answer(request, has: ["7000"]) }
        defer { rig.close() }
        let report = await rig.lookUp(Sample.question(Sample.numbers("1", "7000")))
        #expect(try cases(report).map(\.invoiceKey) == ["7000"])
        #expect(rig.otherCalls.first?.asked == ["1", "7000"])
    }

    @Test func anIgnoredFilterIsNoticedByWhatWasNotAskedFor() async throws {
        for foreign in [
            Sample.item("999"), Sample.item("1", id: "c9", creditor: "65f0c0ffee0000000000c002"),
        ] {
            let rig = try Rig { _, _ in Sample.page([Sample.item("7000"), foreign]) }
            defer { rig.close() }
            let report = await rig.lookUp(Sample.question(Sample.numbers("1")))
            #expect(report.outcome == noAnswer("item not asked for"))
        }
    }

    @Test func bothSpellingsOfAnInvoiceAreAskedForAndAreOneInvoice() async throws {
        let rig = try Rig { request, _ in Sample.answer(request, has: ["07000", "123", "AB-7"]) }
        defer { rig.close() }
        let report = await rig.lookUp(
            Sample.question(Sample.numbers("00123", "ab-7"), canary: Sample.number("07000")))
        #expect(rig.otherCalls.first?.asked == ["00123", "123", "ab-7", "AB-7", "07000", "7000"])
        #expect(try cases(report).map(\.invoiceKey) == ["123", "AB-7"])
    }

    @Test func allPagesAreRead() async throws {
        let numbers = (1...230).map { "\($0)" } + ["7000"]
        let rig = try Rig { request, _ in
            let from = (request.page - 1) * 100
            let items = numbers.dropFirst(from).prefix(100).map { Sample.item($0) }
            return Sample.page(items, total: numbers.count, page: request.page)
        }
        defer { rig.close() }
        let asked = (1...230).map { Sample.number("\($0)") }
        let report = await rig.lookUp(Sample.question(asked))
        #expect(try cases(report).count == 230)
        #expect(rig.otherCalls.map(\.page) == [1, 2, 3])
    }

    @Test func aPageThatIsCutIsNoAnswer() async throws {
        let rig = try Rig { request, _ in
            request.page == 1
                ? Sample.page([Sample.item("7000")], total: 2)
                : Sample.page([], total: 2, page: request.page)
        }
        defer { rig.close() }
        #expect(
            await rig.lookUp(Sample.question(Sample.numbers("1"))).outcome
                == noAnswer("page missing"))
    }

    @Test func aServerThatIgnoresThePageIsNoticed() async throws {
        let rig = try Rig { _, _ in Sample.page([Sample.item("7000")], total: 2) }
        defer { rig.close() }
        #expect(
            await rig.lookUp(Sample.question(Sample.numbers("1"))).outcome
                == noAnswer("page missing"))
    }

    @Test func aListThatChangesWhileItIsReadIsReadOnceMore() async throws {
        // First reading: 2, then 3 in all. Second reading: whole.
        let whole = [Sample.item("7000"), Sample.item("1"), Sample.item("2")]
        let rig = try Rig { request, count in
            switch count {
            case 1: Sample.page([whole[0]], total: 2)
            case 2: Sample.page([whole[1]], total: 3, page: 2)
            default: Sample.page(whole)
            }
        }
        defer { rig.close() }
        let report = await rig.lookUp(Sample.question(Sample.numbers("1", "2")))
        #expect(try cases(report).map(\.invoiceKey) == ["1", "2"])
        #expect(rig.otherCalls.map(\.page) == [1, 2, 1])
    }

    @Test func aListThatKeepsChangingIsNoAnswer() async throws {
        let rig = try Rig { request, count in
            Sample.page(
                [Sample.item("7000", id: "c\(count)")], total: count + 1, page: request.page)
        }
        defer { rig.close() }
        #expect(
            await rig.lookUp(Sample.question(Sample.numbers("1"))).outcome
                == noAnswer("list changed while it was read"))
        #expect(rig.otherCalls.count == 4)
    }

    @Test func anItemThatComesTwiceOrTooManyItemsMeanThatTheListMoved() async throws {
        for items in [
            [Sample.item("7000"), Sample.item("7000")], [Sample.item("7000"), Sample.item("1")],
        ] {
            let rig = try Rig { _, _ in Sample.page(items, total: items[0] == items[1] ? 2 : 1) }
            defer { rig.close() }
            #expect(
                await rig.lookUp(Sample.question(Sample.numbers("1"))).outcome
                    == noAnswer("list changed while it was read"))
        }
    }

    @Test func moreThanFiftyPagesAreNoAnswer() async throws {
        let announced = try Rig { _, _ in Sample.page([Sample.item("7000")], total: 5_001) }
        defer { announced.close() }
        let question = Sample.question(Sample.numbers("1"))
        #expect(await announced.lookUp(question).outcome == noAnswer("too many pages"))
        #expect(announced.otherCalls.count == 1)
        let small = try Rig { request, count in
            Sample.page([Sample.item("1", id: "c\(count)")], total: 51, page: request.page)
        }
        defer { small.close() }
        #expect(await small.lookUp(question).outcome == noAnswer("too many pages"))
        #expect(small.otherCalls.count == 50)
    }

    @Test(arguments: [
        "", "{}", #"{"_items":[]}"#, #"{"_items":[],"_meta":{}}"#,
        #"{"_items":[{"_id":"c"}],"_meta":{"total":1}}"#, page(of: "now", debt: number),
        page(of: "Mon, 03 Aug 2026 07:15:00 GMT", debt: "{}"),
        page(of: "Mon, 03 Aug 2026 07:15:00 GMT", debt: #"{"invoice_number":[1]}"#),
    ])
    func anUnreadableListIsNoAnswer(body: String) async throws {
        let rig = try Rig { _, _ in .answer(200, body) }
        defer { rig.close() }
        #expect(
            await rig.lookUp(Sample.question(Sample.numbers("1"))).outcome
                == noAnswer("unreadable answer"))
    }

    @Test func anAnswerWithoutAReadableDateIsNone() async throws {
        for headers in [["Date: yesterday"], ["Date:"]] {
            let rig = try Rig { _, _ in Sample.page([Sample.item("7000")], headers: headers) }
            defer { rig.close() }
            #expect(
                await rig.lookUp(Sample.question(Sample.numbers("1"))).outcome
                    == noAnswer("no date in the answer"))
        }
    }

    @Test func openAndClosedAreToldApartWhateverTheWords() async throws {
        let shapes: [(String, Bool)] = [
            ("", true), (#","closed":null"#, true), (#","closed":false"#, true),
            (#","closed":true"#, false), (#","closed":{}"#, false), (#","closed":"yes""#, false),
            (#","closed":{"closed_date":"x","reason":"paid"}"#, false), (#","closed":0"#, false),
            (#","status":"closed_paid""#, false), (#","state":"Closed""#, false),
            (#","status":"reopened","state":"invented_tomorrow","new":[{}]"#, true),
            (#","status":7,"state":{}"#, true),
        ]
        let items = shapes.indices.map { Sample.item("\($0)", more: shapes[$0].0) }
        let rig = try Rig { _, _ in Sample.page(items) }
        defer { rig.close() }
        let asked = shapes.indices.map { Sample.number("\($0)") }
        let found = try cases(await rig.lookUp(Sample.question(asked, canary: nil)))
        #expect(found.map(\.isOpen) == shapes.map(\.1))
        #expect(found[10].state == "invented_tomorrow")
        #expect(found[8].state == "closed_paid")
        #expect(found[0].state == nil)
    }

    @Test func aNumberThatBecameAJSONNumberIsStillTheInvoice() async throws {
        let body = #"""
            {"_items":[{"_id":"c1","_created":"Mon, 03 Aug 2026 07:15:00 GMT",
            "creditor":"65F0C0FFEE0000000000C001","debt":{"invoice_number":123}}],
            "_meta":{"total":1}}
            """#
        let rig = try Rig { _, _ in .answer(200, body) }
        defer { rig.close() }
        let report = await rig.lookUp(Sample.question(Sample.numbers("00123"), canary: nil))
        #expect(try cases(report).map(\.invoiceKey) == ["123"])
    }

    @Test func aLongQuestionIsSplitAndEachPartHasTheCanary() async throws {
        let numbers = (1...99).map { String(repeating: "å", count: 20) + "-\($0)" }
        let rig = try Rig { request, _ in Sample.answer(request, has: ["7000", numbers[0]]) }
        defer { rig.close() }
        let report = await rig.lookUp(Sample.question(numbers.map(Sample.number)))
        #expect(try cases(report).count == 1)
        #expect(rig.otherCalls.count > 2)
        for call in rig.otherCalls {
            #expect(rig.server.url.utf8.count + call.target.utf8.count < 7_500)
            #expect(call.asked.last == "7000")
        }
        let asked = Set(rig.otherCalls.flatMap(\.asked))
        #expect(asked.isSuperset(of: numbers))
        // A part whose canary stays away spoils the whole answer.
        let broken = try Rig { request, count in
            Sample.answer(request, has: count == 2 ? [] : ["7000"])
        }
        defer { broken.close() }
        #expect(
            await broken.lookUp(Sample.question(numbers.map(Sample.number))).outcome
                == noAnswer("canary missing"))
    }

    @Test func ninetyNineCommonInvoicesAndTheCanaryAreOneCall() async throws {
        let rig = try Rig { request, _ in Sample.answer(request, has: ["7000"]) }
        defer { rig.close() }
        let numbers = (0..<99).map { Sample.number("2026\(10_000 + $0)") }
        #expect(try cases(await rig.lookUp(Sample.question(numbers))).isEmpty)
        #expect(rig.otherCalls.count == 1)
    }
}
