import Crypto
import Foundation
import NIOConcurrencyHelpers
import Reminders
import Testing

@testable import Amili

@Suite struct TokenTests {
    private static let accepted = ScriptedReply.answer(201, SendingTests.good)
    private static let isAccepted = SendOutcome.accepted(caseID: "c1", ocr: "77")

    private static func base64(_ text: some StringProtocol) throws -> Data {
        var text = text.replacingOccurrences(of: "-", with: "+")
            .replacingOccurrences(of: "_", with: "/")
        while text.count % 4 != 0 { text += "=" }
        return try #require(Data(base64Encoded: text))
    }

    @Test func theTokenIsAskedForWithASignedRequest() async throws {
        let rig = try Rig { _, _ in Self.accepted }
        defer { rig.close() }
        _ = await rig.send()
        let call = try #require(rig.tokenCalls.first)
        #expect(call.method == "GET")
        let parts = try #require(call.headers["x-api-key"]).split(separator: ".")
        try #require(parts.count == 3)
        let head = try JSONSerialization.jsonObject(with: Self.base64(parts[0]))
        #expect(head as? [String: String] == ["alg": "ES256", "typ": "JWT"])
        let claims = try #require(
            try JSONSerialization.jsonObject(with: Self.base64(parts[1])) as? [String: Any])
        #expect(claims["api_code"] as? String == "fictitious-api-code")
        #expect(claims["exp"] as? Int64 == ScriptedReply.noonSeconds + 90 + 600)
        let signature = try P256.Signing.ECDSASignature(
            rawRepresentation: Self.base64(parts[2]))
        let signed = Data("\(parts[0]).\(parts[1])".utf8)
        #expect(rig.keyFile.key.publicKey.isValidSignature(signature, for: signed))
    }

    @Test func aRefusalByAnotherClockIsTriedOnceMoreByThatClock() async throws {
        // Rig's own wall clock says 12:01:30 of this day.
        let theirs = ["Date: Mon, 03 Aug 2026 12:07:00 GMT"]
        let rig = try Rig(
            token: TokenScript { number in
                number == 1
                    ? .answer(401, #"{"_status":"ERR"}"#, headers: theirs)
                    : .answer(200, #"{"token":"token-\#(number)"}"#, headers: theirs)
            }
        ) { _, _ in Self.accepted }
        defer { rig.close() }
        #expect(await rig.send().outcome == Self.isAccepted)
        let ends = try rig.tokenCalls.map { call in
            let claims = try #require(call.headers["x-api-key"]).split(separator: ".")[1]
            let object = try JSONSerialization.jsonObject(with: Self.base64(claims))
            return try #require((object as? [String: Any])?["exp"] as? Int64)
        }
        let amiliNow = try #require(HTTPDate.seconds(String(theirs[0].dropFirst(6))))
        #expect(ends == [ScriptedReply.noonSeconds + 90 + 600, amiliNow + 600])
    }

    /// A machine whose clock is hours wrong signs by the database's.
    @Test func theDatabasesClockIsTrustedMoreThanTheMachines() async throws {
        let rig = try Rig { _, _ in Self.accepted }
        defer { rig.close() }
        rig.client.trust(databaseSeconds: Double(ScriptedReply.noonSeconds) - 7_200)
        rig.wait(.seconds(30))
        _ = await rig.send()
        let claims = try #require(rig.tokenCalls.first?.headers["x-api-key"]).split(separator: ".")
        let object = try JSONSerialization.jsonObject(with: Self.base64(claims[1]))
        let end = try #require((object as? [String: Any])?["exp"] as? Int64)
        #expect(end == ScriptedReply.noonSeconds - 7_200 + 30 + 600)
    }

    /// What we sign must not be good for years because somebody answered with a wrong date.
    @Test(arguments: ["Tue, 01 Jan 2199 00:00:00 GMT", "Mon, 03 Aug 2026 11:50:00 GMT"])
    func aClockFarFromOursIsToldAndNotFollowed(date: String) async throws {
        let refusal = ScriptedReply.answer(401, #"{"_status":"ERR"}"#, headers: ["Date: \(date)"])
        let rig = try Rig(token: .always(refusal)) { _, _ in Self.accepted }
        defer { rig.close() }
        for _ in 0..<3 {
            let report = await rig.send()
            #expect(report.outcome == .unauthorized)
            #expect(report.trace.flaw?.cause == .clocksApart)
            rig.wait(.seconds(2))
        }
        #expect(rig.tokenCalls.count == 3)
        for call in rig.tokenCalls {
            let claims = try #require(call.headers["x-api-key"]).split(separator: ".")[1]
            let object = try JSONSerialization.jsonObject(with: Self.base64(claims))
            let end = try #require((object as? [String: Any])?["exp"] as? Int64)
            #expect(end == ScriptedReply.noonSeconds + 90 + 600)
        }
    }

    @Test func aRefusalByTheSameClockIsNotTriedAgain() async throws {
        let rig = try Rig(token: .always(Sample.error(401))) { _, _ in Self.accepted }
        defer { rig.close() }
        #expect(await rig.send().outcome == .unauthorized)
        #expect(rig.tokenCalls.count == 1)
    }

    @Test func aHundredCallersShareOneTokenCall() async throws {
        let rig = try Rig { _, _ in Self.accepted }
        defer { rig.close() }
        let outcomes = await withTaskGroup(of: SendReport.self) { group in
            for _ in 0..<100 { group.addTask { await rig.send() } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.allSatisfy { $0.outcome == Self.isAccepted })
        #expect(rig.tokenCalls.count == 1)
        #expect(outcomes.reduce(0) { $0 + $1.trace.calls } == 101, "each call is paid for once")
    }

    @Test func aHundredCallersWhoseTokenEndsMidwayShareOneNewOne() async throws {
        let rig = try Rig { request, _ in
            request.headers["x-api-key"] == "token-1" ? Sample.error(401) : Self.accepted
        }
        defer { rig.close() }
        // The first token is some seconds old when Amili refuses it.
        _ = await rig.client.tokens.token(startBy: rig.startBy)
        rig.wait(.seconds(5))
        let outcomes = await withTaskGroup(of: SendReport.self) { group in
            for _ in 0..<100 { group.addTask { await rig.send() } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.allSatisfy { $0.outcome == Self.isAccepted })
        #expect(rig.tokenCalls.count == 2)
        let effective = rig.otherCalls.filter { $0.headers["x-api-key"] == "token-2" }
        #expect(effective.count == 100, "one letter each may take effect")
    }

    /// A new token that one of Amili's servers does not know yet is kept and tried again.
    @Test(arguments: [1, 2, 3])
    func aNewTokenThatIsNotKnownEverywhereAtOnceIsTriedAgain(refusals: Int) async throws {
        let left = NIOLockedValueBox(refusals)
        let rig = try Rig { request, _ in
            if request.headers["x-api-key"] == "token-1" { return Sample.error(401) }
            let isRefused = left.withLockedValue { left in
                left -= 1
                return left >= 0
            }
            return isRefused ? Sample.error(401) : Self.accepted
        }
        defer { rig.close() }
        _ = await rig.client.tokens.token(startBy: rig.startBy)
        rig.wait(.seconds(5))
        let before = rig.time.withLockedValue { $0 }
        #expect(await rig.send().outcome == Self.isAccepted)
        #expect(rig.tokenCalls.count == 2)
        #expect(
            rig.otherCalls.map { $0.headers["x-api-key"] }
                == ["token-1"] + Array(repeating: "token-2", count: refusals + 1))
        let waited = rig.time.withLockedValue { $0 } - before
        #expect(waited == .seconds([1, 3, 7][refusals - 1]))
    }

    @Test func aNewTokenThatIsRefusedToTheEndClosesTheWayAndIsKept() async throws {
        let isKnown = NIOLockedValueBox(false)
        let rig = try Rig { _, _ in
            isKnown.withLockedValue { $0 } ? Self.accepted : Sample.error(401)
        }
        defer { rig.close() }
        let report = await rig.send()
        #expect(report.outcome == .unauthorized)
        #expect(report.trace.flaw == AnswerFlaw(.tokenRefused, .token, status: 401))
        #expect(report.trace.calls == 10)
        #expect(rig.tokenCalls.count == 2)
        // After the minute for which all is closed.
        isKnown.withLockedValue { $0 = true }
        rig.wait(.seconds(60))
        #expect(await rig.send().outcome == Self.isAccepted)
        #expect(rig.otherCalls.last?.headers["x-api-key"] == "token-2")
        #expect(rig.tokenCalls.count == 2)
    }

    @Test func aTokenThatIsNeverTakenIsReplacedAfterItsRests() async throws {
        let rig = try Rig { request, _ in
            request.headers["x-api-key"] == "token-1" ? Sample.error(401) : Self.accepted
        }
        defer { rig.close() }
        let before = rig.time.withLockedValue { $0 }
        #expect(await rig.send().outcome == Self.isAccepted)
        #expect(rig.tokenCalls.count == 2)
        #expect(rig.otherCalls.count == 5)
        #expect(rig.time.withLockedValue { $0 } - before == .seconds(7))
    }

    @Test func aTokenThatDiesTwiceWithinASecondIsRenewedTwice() async throws {
        let used = NIOLockedValueBox<[String: Int]>([:])
        let rig = try Rig { request, _ in
            let token = request.headers["x-api-key"] ?? ""
            let count = used.withLockedValue { used in
                used[token, default: 0] += 1
                return used[token] ?? 0
            }
            return token == "token-3" || count == 1 ? Self.accepted : Sample.error(401)
        }
        defer { rig.close() }
        #expect(await rig.send().outcome == Self.isAccepted)
        rig.wait(.seconds(5))
        let before = rig.time.withLockedValue { $0 }
        for _ in 0..<3 { #expect(await rig.send().outcome == Self.isAccepted) }
        #expect(rig.tokenCalls.count == 3)
        #expect(rig.time.withLockedValue { $0 } - before <= .seconds(2))
    }

    /// The letter's slot ends before the token has rested: it goes back, and nobody is blamed.
    @Test func aLetterWhoseSlotEndsWhileTheTokenRestsIsNotSent() async throws {
        let rig = try Rig { _, _ in Sample.error(401) }
        defer { rig.close() }
        let startBy = rig.time.withLockedValue { $0 } + .seconds(6)
        let report = await rig.client.sendOne(Sample.letter(), startBy: startBy)
        #expect(report.outcome == .notSent)
        #expect(!report.trace.written)
        #expect(rig.time.withLockedValue { $0 } >= startBy)
    }

    @Test func aTokenIsKeptUntilShortlyBeforeItsEnd() async throws {
        let rig = try Rig(
            token: .granted(#","expires_at":"Mon, 03 Aug 2026 12:20:00 GMT""#)
        ) { _, _ in Self.accepted }
        defer { rig.close() }
        _ = await rig.send()
        rig.wait(.seconds(20 * 60 - 31))
        _ = await rig.send()
        #expect(rig.tokenCalls.count == 1)
        rig.wait(.seconds(1))
        _ = await rig.send()
        #expect(rig.otherCalls.last?.headers["x-api-key"] == "token-2")
    }

    @Test(arguments: [#""#, #","expires_at":"soon""#, #","expires_at":17"#, #","expires_at":null"#])
    func aTokenThatDoesNotTellItsEndLivesTenMinutes(field: String) async throws {
        let rig = try Rig(token: .granted(field)) { _, _ in
            Self.accepted
        }
        defer { rig.close() }
        _ = await rig.send()
        rig.wait(.seconds(569))
        _ = await rig.send()
        #expect(rig.tokenCalls.count == 1)
        rig.wait(.seconds(1))
        _ = await rig.send()
        #expect(rig.tokenCalls.count == 2)
    }

    @Test func anEarlyRenewalThatFailsLeavesTheOldTokenInUse() async throws {
        let rig = try Rig(token: .grantedOnce(then: .answer(503, ""))) { _, _ in
            Self.accepted
        }
        defer { rig.close() }
        _ = await rig.send()
        rig.wait(.seconds(580))
        #expect(await rig.send().outcome == Self.isAccepted)
        #expect(await rig.send().outcome == Self.isAccepted)
        #expect(rig.tokenCalls.count == 2, "not asked again within the second")
        rig.wait(.seconds(20))
        #expect(await rig.send().outcome == .notSent)
    }

    @Test(arguments: [400, 401, 403, 404, 422])
    func aTokenCallThatIsRefusedMeansAWrongCredential(status: Int) async throws {
        let rig = try Rig(token: .always(Sample.error(status))) { _, _ in Self.accepted }
        defer { rig.close() }
        let report = await rig.send()
        #expect(report.outcome == .unauthorized)
        #expect(report.trace.httpStatus == status)
        #expect(report.trace.calls == 1)
        #expect(!report.trace.written)
        #expect(rig.otherCalls.isEmpty)
    }

    @Test(arguments: [200, 202, 302, 408, 425, 500, 503])
    func aTokenCallThatFailsLeavesTheLetterUnsent(status: Int) async throws {
        let rig = try Rig(token: .always(.answer(status, "{}"))) { _, _ in Self.accepted }
        defer { rig.close() }
        let report = await rig.send()
        #expect(report.outcome == .notSent)
        #expect(report.trace.httpStatus == status)
        #expect(!report.trace.written)
        #expect(rig.otherCalls.isEmpty)
        #expect(await rig.send().outcome == .notSent)
        #expect(rig.tokenCalls.count == 1, "not asked again within the second")
    }

    @Test func aTokenCallThatIsLostLeavesTheLetterUnsent() async throws {
        let rig = try Rig(token: .always(.silence)) { _, _ in Self.accepted }
        defer { rig.close() }
        #expect(await rig.send().outcome == .notSent)
        #expect(rig.otherCalls.isEmpty)
    }

    @Test func aTokenCallTooManyIsTooManyForTheLetter() async throws {
        let rig = try Rig(token: .always(Sample.error(429, headers: ["Retry-After: 9"]))) { _, _ in
            Self.accepted
        }
        defer { rig.close() }
        #expect(await rig.send().outcome == .tooMany(retryAfter: .seconds(9)))
        let question = Sample.question([])
        #expect(await rig.lookUp(question).outcome == .tooMany(retryAfter: .seconds(9)))
    }

    @Test(arguments: [#"{"token":""}"#, #"{"token":7}"#, #"{"token":"a\r\nX: 1"}"#, "[]"])
    func aTokenThatCannotBeAHeaderIsNone(body: String) async throws {
        let rig = try Rig(token: .always(.answer(200, body))) { _, _ in Self.accepted }
        defer { rig.close() }
        let report = await rig.send()
        #expect(report.outcome == .notSent)
        #expect(report.trace.message == "the token call's answer holds no token")
    }

    @Test func noTokenIsAskedForAfterTheSlotHasPassed() async throws {
        let rig = try Rig { _, _ in Self.accepted }
        defer { rig.close() }
        let past = ClientClock.real.boot() + .seconds(-1)
        #expect(await rig.client.sendOne(Sample.letter(), startBy: past).outcome == .notSent)
        #expect(rig.server.requests.isEmpty)
        // It says nothing about Amili: the next caller is not kept waiting.
        #expect(await rig.send().outcome == Self.isAccepted)
    }

    @Test func aReplacedKeyFileHealsTheInstallation() async throws {
        let rig = try Rig { _, _ in Self.accepted }
        defer { rig.close() }
        let secret = String(rig.keyFile.key.pemRepresentation.dropFirst(40).prefix(40))
        try rig.keyFile.write("-----BEGIN PRIVATE KEY-----\n\(secret)")
        let broken = await rig.send()
        #expect(broken.outcome == .unauthorized)
        #expect(broken.trace.calls == 0)
        let message = try #require(broken.trace.message)
        #expect(message.contains(rig.keyFile.path))
        #expect(!message.contains(secret))
        rig.keyFile.remove()
        rig.wait(.seconds(1))
        #expect(await rig.send().trace.message?.contains("No such file") == true)
        try rig.keyFile.write(rig.keyFile.key.pemRepresentation)
        rig.wait(.seconds(1))
        #expect(await rig.send().outcome == Self.isAccepted)
    }

    @Test func pingTellsTheSkewOfOurClockAndKeepsNoToken() async throws {
        let rig = try Rig { _, _ in Self.accepted }
        defer { rig.close() }
        let report = await rig.client.ping()
        #expect(report.verdict == .tokenGranted)
        // The tests' wall clock is 90 s ahead; the header's second is taken at its middle.
        #expect(report.clockSkew == .seconds(89.5))
        #expect(report.trace.calls == 1)
        #expect(rig.client.destination == rig.server.url)
        _ = await rig.send()
        #expect(rig.tokenCalls.count == 2)
    }

    @Test func pingTellsWhatIsWrong() async throws {
        let refusing = try Rig(token: .always(.answer(403, "", headers: []))) { _, _ in .silence }
        defer { refusing.close() }
        let refused = await refusing.client.ping()
        #expect(refused.verdict == .unauthorized)
        #expect(refused.clockSkew == nil)
        let silent = try Rig(token: .always(.silence)) { _, _ in .silence }
        defer { silent.close() }
        #expect(await silent.client.ping().verdict == .unreachable)
    }
}
