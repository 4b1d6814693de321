import Foundation
import Reminders
import Testing

@testable import Amili

@Suite struct SendingTests {
    static let good = #"{"_id":"r1","_status":"OK","_cases":["c1"],"_ocr_numbers_ocr":["77"]}"#

    private func outcome(of reply: ScriptedReply) async throws -> SendReport {
        let rig = try Rig { _, _ in reply }
        defer { rig.close() }
        let report = await rig.send()
        #expect(rig.otherCalls.count == 1)
        #expect(report.trace.written)
        #expect(report.trace.calls == 2, "the token call and the letter")
        return report
    }

    @Test func aLetterWithOneCaseIsAccepted() async throws {
        let report = try await outcome(of: .answer(201, Self.good))
        #expect(report.outcome == .accepted(caseID: "c1", ocr: "77"))
        #expect(report.trace.httpStatus == 201)
        #expect(report.trace.curlCode == nil)
        #expect(report.trace.message == nil)
        #expect(report.trace.duration > .zero)
    }

    @Test(arguments: [
        #"{"_cases":["c1"]}"#, #"{"_cases":["c1"],"_ocr_numbers_ocr":null}"#,
        #"{"_cases":["c1"],"_ocr_numbers_ocr":[17],"extra":{"a":[]}}"#,
        #"{"_cases":["c1"],"_ocr_numbers_ocr":[]}"#,
    ])
    func aLetterWithoutAReadableOCRIsAcceptedAllTheSame(body: String) async throws {
        let report = try await outcome(of: .answer(201, body))
        #expect(report.outcome == .accepted(caseID: "c1", ocr: nil))
    }

    @Test(arguments: [
        "", "not JSON", "{}", "[]", #"{"_cases":[]}"#, #"{"_cases":["c1","c2"]}"#,
        #"{"_cases":[""]}"#, #"{"_cases":[7]}"#, #"{"_cases":"c1"}"#,
        #"{"_status":"ERR","_cases":["c1"]}"#, #"{"_cases":["c1"]"#,
        #"{"_cases":["two words"]}"#,
    ])
    func anUnreadable201IsNotTakenForAnAnswer(body: String) async throws {
        let report = try await outcome(of: .answer(201, body))
        #expect(report.outcome == .unknown(retryAfter: nil))
        #expect(report.trace.message == "201 without exactly one case")
    }

    @Test(arguments: [400, 412, 413, 422])
    func aRefusalInAmilisShapeIsARejection(status: Int) async throws {
        #expect(try await outcome(of: Sample.error(status)).outcome == .rejected)
    }

    @Test(arguments: [
        200, 202, 204, 206, 301, 302, 307, 402, 404, 405, 406, 408, 410, 414, 415, 425, 428, 451,
        500, 501, 502, 503, 504, 599,
    ])
    func whateverElseIsAnsweredMayHaveTakenEffectEvenInAmilisShape(status: Int) async throws {
        let reply = status == 204 ? ScriptedReply.answer(204, "") : Sample.error(status)
        #expect(try await outcome(of: reply).outcome == .unknown(retryAfter: nil))
    }

    @Test(arguments: [400, 403, 404, 409, 412, 413, 422, 500])
    func aRefusalThatIsNotInAmilisShapeMayHaveTakenEffect(status: Int) async throws {
        for body in ["<html>No</html>", "", #"{"_status":"OK"}"#, #"["ERR"]"#, #"{"error":"x"}"#] {
            let report = try await outcome(of: .answer(status, body))
            #expect(report.outcome == .unknown(retryAfter: nil))
            #expect(report.trace.message == "HTTP \(status), not in Amili's error shape")
        }
    }

    @Test func aForeignCreditorIsForbiddenAndADuplicateAConflict() async throws {
        #expect(try await outcome(of: Sample.error(403)).outcome == .forbidden)
        #expect(try await outcome(of: Sample.error(409)).outcome == .conflict)
    }

    @Test func onlyTooManyRequestsMeansLaterWhateverItsShape() async throws {
        let plain = try await outcome(of: .answer(429, "slow down", headers: ["Retry-After: 7"]))
        #expect(plain.outcome == .tooMany(retryAfter: .seconds(7)))
        let date = "Retry-After: Mon, 03 Aug 2026 12:01:00 GMT"
        let dated = try await outcome(of: Sample.error(429, headers: [date]))
        #expect(dated.outcome == .tooMany(retryAfter: .seconds(60)), "by Amili's own clock")
        let bad = try await outcome(of: Sample.error(429, headers: ["Retry-After: -7"]))
        #expect(bad.outcome == .tooMany(retryAfter: nil))
    }

    @Test func aGatewaysRetryAfterIsKeptThoughTheLetterIsInDoubt() async throws {
        let report = try await outcome(of: Sample.error(503, headers: ["Retry-After: 2"]))
        #expect(report.outcome == .unknown(retryAfter: .seconds(2)))
    }

    @Test func aLostAnswerLeavesTheLetterInDoubt() async throws {
        for reply in [
            ScriptedReply.silence,
            .bytes("HTTP/1.1 201 Created\r\nContent-Length: 900\r\n\r\n{\"_cases\""),
            .bytes("HTTP/1.1 201 Created\r\nContent-Le"), .bytes("garbage\r\n\r\n"),
        ] {
            let report = try await outcome(of: reply)
            #expect(report.outcome == .unknown(retryAfter: nil))
            #expect(report.trace.curlCode != nil)
        }
    }

    @Test func aLetterThatCannotLeaveCostsNothing() async throws {
        let rig = try Rig { _, _ in .answer(201, Self.good) }
        defer { rig.close() }
        _ = await rig.send()
        // The slot has passed: the token is at hand, but nothing is written.
        let late = await rig.client.sendOne(
            Sample.letter(), startBy: ClientClock.real.boot() + .seconds(-1))
        #expect(late.outcome == .notSent)
        #expect(!late.trace.written)
        #expect(late.trace.calls == 0)
        #expect(rig.otherCalls.count == 1)
    }

    @Test func anAmiliThatIsNotThereCostsNothing() async throws {
        let rig = try Rig { _, _ in .silence }
        rig.server.stop()
        let report = await rig.send()
        #expect(report.outcome == .notSent)
        #expect(report.trace.calls == 0)
        #expect(report.trace.curlCode == 7)
        rig.client.close()
        rig.keyFile.remove()
    }

    @Test func aRequestNamesItsAttemptAndCarriesItsTokenAndItsBody() async throws {
        let rig = try Rig { _, _ in .answer(201, Self.good) }
        defer { rig.close() }
        _ = await rig.send()
        _ = await rig.send()
        let sent = rig.otherCalls
        try #require(sent.count == 2)
        #expect(sent[0].method == "POST")
        #expect(sent[0].target == "/case--registrations")
        #expect(sent[0].headers["content-type"] == "application/json")
        #expect(sent[0].headers["x-api-key"] == "token-1")
        #expect(sent[0].headers["idempotency-key"] == "0e7f1c52-run-7-position-3")
        #expect(sent[0].headers["expect"] == nil)
        #expect(sent[0].headers["x-request-id"] != sent[1].headers["x-request-id"])
        let debts = try #require(sent[0].json["debts"] as? [[String: Any]])
        #expect(debts.count == 1)
        #expect(debts[0]["debt_reference"] == nil)
    }

    @Test func aReferenceIsSentIfTheSettingsSaySo() async throws {
        let rig = try Rig(sendsDebtReference: true) { _, _ in .answer(201, Self.good) }
        defer { rig.close() }
        _ = await rig.send()
        let debts = try #require(rig.otherCalls.first?.json["debts"] as? [[String: Any]])
        #expect(debts.first?["debt_reference"] as? String == "0e7f1c52-run-7-position-3")
    }

    @Test func aKeyThatCouldEndItsHeaderLineIsEncoded() async throws {
        let rig = try Rig { _, _ in .answer(201, Self.good) }
        defer { rig.close() }
        let letter = Letter(
            party: Sample.party, invoice: Sample.invoice(), idempotencyKey: "å\r\nX-Other: 1")
        let report = await rig.send(letter)
        #expect(report.outcome == .accepted(caseID: "c1", ocr: "77"))
        #expect(rig.otherCalls.first?.headers["idempotency-key"] == "%C3%A5%0D%0AX-Other%3A%201")
    }
}
