import Foundation
import Reminders
import Testing
import Texts

@testable import Amili

/// A server that somebody else wrote from the public contract: what can be read in one way is read,
/// and what cannot is told by field and place.
@Suite struct DialectTests {
    private static let question = Sample.question(Sample.numbers("1"))

    private static func item(created: String, number: String = "7000") -> String {
        #"{"_id":"c\#(number)","_created":\#(created),"creditor":"\#(Sample.party.creditor)","#
            + #""debt":{"invoice_number":"\#(number)"}}"#
    }

    private func report(_ reply: ScriptedReply) async throws -> LookUpReport {
        let rig = try Rig { _, _ in reply }
        defer { rig.close() }
        return await rig.lookUp(Self.question)
    }

    private func flaw(
        _ reply: ScriptedReply, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> AnswerFlaw {
        let report = try await report(reply)
        if case .noAnswer = report.outcome {
        } else {
            Issue.record("\(report.outcome)", sourceLocation: sourceLocation)
        }
        return try #require(report.trace.flaw, sourceLocation: sourceLocation)
    }

    @Test(arguments: [
        "Mon, 03 Aug 2026 07:15:00 GMT", "Mon, 03 Aug 2026 07:15:00 +0000",
        "Mon, 03 Aug 2026 07:15:00 UTC", "Mon, 03 Aug 2026 09:15:00 +0200",
        "Mon, 3 Aug 2026 07:15 UT", "3 Aug 2026 05:15:00 -0200", "2026-08-03T07:15:00Z",
        "2026-08-03T09:15:00.123456+02:00", "2026-08-03 07:15:00+00", "2026-08-03T07:15Z",
        "Monday, 03-Aug-26 07:15:00 GMT",
    ])
    func aMomentInAnyFormWithOneReadingIsRead(text: String) async throws {
        let items = [
            Self.item(created: "\"\(text)\""), Self.item(created: "\"\(text)\"", number: "1"),
        ]
        let report = try await report(Sample.page(items))
        guard case .answered(let cases, _) = report.outcome else {
            Issue.record("\(report)")
            return
        }
        #expect(cases.map(\.createdAt) == [1_785_741_300])
    }

    @Test(arguments: [
        ("\"Mon Aug  3 07:15:00 2026\"", "aaa aaa  0 00:00:00 0000"),
        ("\"2026-08-03T07:15:00\"", "0000-00-00a00:00:00"),
        ("\"Mon, 03 Aug 2026 07:15:00 CEST\"", "aaa, 00 aaa 0000 00:00:00 aaaa"),
        ("\"Åsa Öberg\"", "?aa ?aaaa"),
    ])
    func aMomentThatCannotBeReadIsToldByItsPlaceAndOutline(
        json: String, outline: String
    ) async throws {
        let good = Self.item(created: "\"Mon, 03 Aug 2026 07:15:00 GMT\"", number: "1")
        let flaw = try await flaw(Sample.page([good, Self.item(created: json)]))
        #expect(
            flaw
                == AnswerFlaw(
                    .unreadableField, .cases, status: 200, field: "_items[1]._created",
                    wanted: .date, found: .text(outline)))
        #expect(
            flaw.english == "_items[1]._created is no date, but a text like “\(outline)”")
    }

    @Test func everyFieldThatCannotBeReadIsTold() async throws {
        func page(_ item: String, meta: String = #"{"total":1}"#) -> ScriptedReply {
            .answer(200, #"{"_items":[\#(item)],"_meta":\#(meta)}"#)
        }
        let found: [(ScriptedReply, String?, AnswerFlaw.Wanted?, FoundKind)] = [
            (page("{}"), "_items[0]._id", .id, .missing),
            (page(#"{"_id":7}"#), "_items[0]._id", .id, .number),
            (page(Self.item(created: "17")), "_items[0]._created", .date, .number),
            (
                page(
                    #"{"_id":"c","_created":"Mon, 03 Aug 2026 07:15:00 GMT","creditor":null}"#),
                "_items[0].creditor", .id, .null
            ),
            (
                page(
                    #"{"_id":"c","_created":"Mon, 03 Aug 2026 07:15:00 GMT","creditor":"x","#
                        + #""debt":{"invoice_number":["1"]}}"#),
                "_items[0].debt.invoice_number", .invoiceNumber, .list(1)
            ),
            (page("", meta: "{}"), "_meta.total", .count, .missing),
            (page("", meta: #"{"total":"many"}"#), "_meta.total", .count, .text("aaaa")),
            (.answer(200, #"{"_items":{},"_meta":{"total":0}}"#), "_items", .list, .object),
            (.answer(200, #"{"_items":[]}"#), "_meta", .object, .missing),
            (.answer(200, "[]"), nil, .object, .list(0)),
        ]
        for (reply, field, wanted, kind) in found {
            let flaw = try await flaw(reply)
            #expect(
                flaw
                    == AnswerFlaw(
                        .unreadableField, .cases, status: 200, field: field, wanted: wanted,
                        found: kind))
        }
        let page404 = try await flaw(.answer(200, "<html>Välkommen, Åsa</html>"))
        #expect(page404 == AnswerFlaw(.notJSON, .cases, status: 200, found: .text("<aaaa>a?aaa")))
    }

    @Test(arguments: [#""1""#, "1", #""0001""#])
    func aTotalMayBeAText(total: String) async throws {
        let item = Self.item(created: "\"Mon, 03 Aug 2026 07:15:00 GMT\"")
        let report = try await report(
            .answer(200, #"{"_items":[\#(item)],"_meta":{"total":\#(total),"page":"1"}}"#))
        #expect(report.outcome == .answered(cases: [], amiliNow: ScriptedReply.noonSeconds))
    }

    @Test(arguments: [
        "Mon, 03 Aug 2026 12:00:00 GMT", "Monday, 03-Aug-26 12:00:00 GMT",
        "Mon Aug  3 12:00:00 2026", "Mon, 03 Aug 2026 14:00:00 +0200",
    ])
    func aDateInEachFormOfHTTPIsRead(date: String) async throws {
        let report = try await report(
            Sample.page([Sample.item("7000")], headers: ["Date: \(date)"]))
        #expect(report.outcome == .answered(cases: [], amiliNow: ScriptedReply.noonSeconds))
    }

    /// A server without a clock sends none; the moment of receipt takes its place.
    @Test func withoutADateOurOwnClockTellsTheTime() async throws {
        let report = try await report(Sample.page([Sample.item("7000")], headers: []))
        #expect(report.outcome == .answered(cases: [], amiliNow: ScriptedReply.noonSeconds + 90))
    }

    @Test func aDateThatCannotBeReadIsTold() async throws {
        let flaw = try await flaw(
            Sample.page([Sample.item("7000")], headers: ["Date: yesterday 7"]))
        #expect(
            flaw
                == AnswerFlaw(
                    .unreadableField, .cases, status: 200, field: "Date", wanted: .date,
                    found: .text("aaaaaaaaa 0")))
    }

    @Test(arguments: [
        ("https://new.amili.example/cases?where=%7B%22x", "https://new.amili.example/cases"),
        ("/v2/cases", "/v2/cases"), ("https://u:p@h.example", "https://h.example/"),
        ("/creditors/65f0c0ffee0000000000c001/x", "/creditors/…/x"),
        ("https://å.example/", "another place"),
    ])
    func aRedirectIsNotFollowedAndToldByItsPlace(location: String, place: String) async throws {
        let reply = ScriptedReply.answer(308, "", headers: ["Location: \(location)"])
        let told = try await flaw(reply)
        #expect(told == AnswerFlaw(.redirected, .cases, status: 308, place: place))
        let rig = try Rig(token: .always(reply)) { _, _ in .silence }
        defer { rig.close() }
        let report = await rig.send()
        #expect(report.outcome == .notSent)
        #expect(report.trace.flaw == AnswerFlaw(.redirected, .token, status: 308, place: place))
        #expect(report.trace.message == "HTTP 308, redirected to \(place)")
        #expect(rig.server.requests.count == 1)
    }

    @Test(arguments: ["token", "access_token"])
    func aTokenThatIsNoTextIsToldByEitherOfItsNames(name: String) async throws {
        let rig = try Rig(token: .always(.answer(200, #"{"\#(name)":7}"#))) { _, _ in .silence }
        defer { rig.close() }
        let report = await rig.send()
        #expect(
            report.trace.flaw
                == AnswerFlaw(
                    .unreadableField, .token, status: 200, field: name, wanted: .text,
                    found: .number))
    }

    @Test func theAnswerToALetterIsToldOfToo() async throws {
        let found: [(ScriptedReply, AnswerFlaw?)] = [
            (
                .answer(201, #"{"_cases":[]}"#),
                AnswerFlaw(
                    .unreadableField, .registration, status: 201, field: "_cases",
                    wanted: .oneID, found: .list(0))
            ),
            (
                .answer(201, #"{"_cases":[7]}"#),
                AnswerFlaw(
                    .unreadableField, .registration, status: 201, field: "_cases",
                    wanted: .oneID, found: .number)
            ),
            (
                .answer(201, "OK"),
                AnswerFlaw(.notJSON, .registration, status: 201, found: .text("aa"))
            ),
            (.answer(202, "{}"), AnswerFlaw(.unexpectedStatus, .registration, status: 202)),
            (
                .answer(307, "", headers: ["Location: /x"]),
                AnswerFlaw(.redirected, .registration, status: 307, place: "/x")
            ),
            (.answer(503, ""), nil),
        ]
        for (reply, flaw) in found {
            let rig = try Rig { _, _ in reply }
            defer { rig.close() }
            let report = await rig.send()
            #expect(report.outcome == .unknown(retryAfter: nil))
            #expect(report.trace.flaw == flaw)
        }
    }

    @Test func aTokenCallWithoutATokenIsTold() async throws {
        let rig = try Rig(token: .always(.answer(200, #"{"access":"x"}"#))) { _, _ in .silence }
        defer { rig.close() }
        let report = await rig.lookUp(Self.question)
        #expect(report.outcome == .notSent)
        #expect(
            report.trace.flaw
                == AnswerFlaw(
                    .unreadableField, .token, status: 200, field: "token", wanted: .text,
                    found: .missing))
    }

    @Test func everyFlawHasWordsInBothLanguages() {
        for cause in AnswerFlaw.Cause.allCases {
            let flaw = AnswerFlaw(
                cause, .cases, status: 200, field: "f", wanted: .count, found: .null, place: "p",
                seconds: 3)
            for words in [flaw.english, flaw.swedish, flaw.remedy, flaw.swedishRemedy] {
                #expect(words.count > 10)
            }
            #expect(flaw.english != flaw.swedish)
        }
        for kind in [
            FoundKind.missing, .null, .boolean, .number, .object, .list(3), .text(""), .text("a 0"),
        ] {
            #expect(FoundKind(encoded: kind.encoded) == kind)
        }
    }
}
