import Foundation
import NIOConcurrencyHelpers
import Reminders
import Testing

@testable import Amili

/// Answers that something on the way kept: nothing may be concluded from them.
@Suite struct FreshnessTests {
    private static let question = Sample.question(Sample.numbers("1"))

    private func report(_ headers: [String]) async throws -> LookUpReport {
        let rig = try Rig { _, _ in Sample.page([Sample.item("7000")], headers: headers) }
        defer { rig.close() }
        return await rig.lookUp(Self.question)
    }

    @Test func everyGetTellsCachesToAskAmili() async throws {
        let rig = try Rig { request, _ in Sample.answer(request, has: ["7000"]) }
        defer { rig.close() }
        _ = await rig.lookUp(Self.question)
        _ = await rig.client.cases(.byID, page: 1, of: Sample.party, startBy: rig.startBy)
        #expect(rig.server.requests.count == 3)
        for call in rig.server.requests {
            #expect(call.headers["cache-control"] == "no-cache")
            #expect(call.headers["pragma"] == "no-cache")
            #expect(call.headers["accept-encoding"] == "identity")
        }
    }

    /// A cache that keeps answers by their URL has none for a URL that never was before.
    @Test func noQuestionIsAskedByTheSameURLTwice() async throws {
        let rig = try Rig { request, _ in Sample.answer(request, has: ["7000"]) }
        defer { rig.close() }
        for _ in 0..<3 { _ = await rig.lookUp(Self.question) }
        #expect(Set(rig.otherCalls.map(\.target)).count == 3)
        #expect(Set(rig.otherCalls.map(\.query)).count == 1, "the question is the same")
    }

    @Test(arguments: [
        "Age: 12", "Age: 0", "age: x", "X-Cache: HIT", "X-Cache: MISS, HIT",
        "X-Cache: Hit from cloudfront", "X-Cache: TCP_MEM_HIT from edge", "X-Cache-Status: STALE",
        "X-Proxy-Cache: UPDATING", "CF-Cache-Status: HIT", "Cache-Status: edge; hit; ttl=30",
        "X-Cache-Hits: 0, 3", "X-Varnish: 32770 3", "X-Served-From: cache hit",
        "Via: 1.1 varnish (HIT)", "Warning: 110 - \"Response is stale\"",
        "Server-Timing: cdn-cache; desc=HIT",
    ])
    func anAnswerThatSaysThatItWasKeptIsNone(header: String) async throws {
        let report = try await report(["Date: \(ScriptedReply.noon)", header])
        #expect(report.outcome == .noAnswer(why: "answer from elsewhere", retryAfter: nil))
        let name = String(header.prefix { $0 != ":" })
        #expect(report.trace.flaw == AnswerFlaw(.cached, .cases, status: 200, place: name))
    }

    @Test(arguments: [
        "Via: 1.1 gateway.example", "X-Cache: MISS from edge", "CF-Cache-Status: DYNAMIC",
        "X-Cache-Lookup: HIT from gateway:3128", "Cache-Status: edge; fwd=miss; stored",
        "X-Varnish: 32770", "X-Cache-Hits: 0", "X-Served-By: cache-ams-1", "X-Cache: EXPIRED",
        "Cache-Control: no-store, max-age=0", "X-Cache-Status: REVALIDATED",
    ])
    func aProxyThatAskedAmiliIsNoCache(header: String) async throws {
        let report = try await report(["Date: \(ScriptedReply.noon)", header])
        #expect(report.outcome == .answered(cases: [], amiliNow: ScriptedReply.noonSeconds))
        #expect(report.trace.flaw == nil)
    }

    @Test func notModifiedIsNoAnswer() async throws {
        let rig = try Rig { _, _ in .answer(304, "") }
        defer { rig.close() }
        let report = await rig.lookUp(Self.question)
        #expect(report.outcome == .noAnswer(why: "answer from elsewhere", retryAfter: nil))
        #expect(report.trace.flaw?.place == "304")
    }

    /// A cache that takes `Age` away and leaves `Date`.
    @Test func anAnswerOlderThanItsQuestionIsNone() async throws {
        // Not as the tests' server dates its answers, which go with their clock.
        let kept = "Mon, 03 Aug 2026 12:00:00 UTC"
        let dates = NIOLockedValueBox([kept, kept, ScriptedReply.noon])
        let rig = try Rig { _, _ in
            let date = dates.withLockedValue { $0.removeFirst() }
            return Sample.page([Sample.item("7000")], headers: ["Date: \(date)"])
        }
        defer { rig.close() }
        let fresh = await rig.lookUp(Self.question)
        #expect(fresh.outcome == .answered(cases: [], amiliNow: ScriptedReply.noonSeconds))
        rig.wait(.seconds(60))
        let second = await rig.lookUp(Self.question)
        #expect(second.outcome == .noAnswer(why: "answer from elsewhere", retryAfter: nil))
        #expect(second.trace.flaw?.cause == .oldDate)
        #expect((59...61).contains(second.trace.flaw?.seconds ?? 0))
        let asked = await rig.lookUp(Self.question)
        #expect(asked.outcome == .answered(cases: [], amiliNow: ScriptedReply.noonSeconds + 60))
    }

    /// The first look-up of all is kept from before: the token's answer, which cannot be, tells.
    @Test func theTokensDateTellsTheFirstAnswersAge() async throws {
        let rig = try Rig { _, _ in
            Sample.page(
                [Sample.item("7000")],
                headers: ["Date: \(Sample.date(ScriptedReply.noonSeconds - 30))"])
        }
        defer { rig.close() }
        #expect(await rig.lookUp(Self.question).trace.flaw?.cause == .oldDate)
    }

    /// A kept refusal would close the way for everybody.
    @Test func aRefusalThatWasKeptRefusesNothing() async throws {
        for status in [401, 403] {
            let rig = try Rig { _, _ in Sample.error(status, headers: ["Age: 9"]) }
            defer { rig.close() }
            let report = await rig.lookUp(Self.question)
            #expect(report.outcome == .noAnswer(why: "answer from elsewhere", retryAfter: nil))
            #expect(rig.tokenCalls.count == 1)
        }
    }

    @Test func pagesOfCasesAndCreditorsThatWereKeptAreNoneEither() async throws {
        let rig = try Rig { _, _ in
            Sample.page([], headers: ["Date: \(ScriptedReply.noon)", "Age: 3"])
        }
        defer { rig.close() }
        let report = await rig.client.cases(
            .byID, page: 1, of: Sample.party, startBy: rig.startBy)
        #expect(report.outcome == .noAnswer(why: "answer from elsewhere", retryAfter: nil))
        #expect(report.trace.flaw?.cause == .cached)
    }

    // MARK: Amili's clock

    private static func at(_ seconds: Int64) -> BootInstant {
        BootInstant(nanoseconds: seconds * 1_000_000_000)
    }

    @Test func anUnknownClockTellsNoAge() {
        #expect(ServerClock().age(of: 5, askedAt: Self.at(1)) == nil)
    }

    @Test func theLargestDifferenceIsClosestToAmilisClock() {
        let clock = ServerClock()
        clock.note(1_000, receivedAt: Self.at(10), isVouched: false)
        clock.note(1_000, receivedAt: Self.at(40), isVouched: false)
        #expect(clock.age(of: 1_000, askedAt: Self.at(60)) == 50)
        #expect(clock.age(of: 1_050, askedAt: Self.at(60)) == 0)
    }

    /// Answers that are kept for an hour fall behind steadily; what is known of the clock ages with
    /// them and still tells.
    @Test func anAnswerKeptForAnHourIsToldToTheEnd() {
        let clock = ServerClock()
        clock.note(1_000, receivedAt: Self.at(0), isVouched: false)
        for second in stride(from: Int64(60), through: 3_600, by: 60) {
            let age = clock.age(of: 1_000, askedAt: Self.at(second)) ?? 0
            #expect(age > AmiliBounds.oldestDate, "after \(second) s")
            clock.note(1_000, receivedAt: Self.at(second), isVouched: false)
        }
    }

    @Test func aClockThatAmiliSetsBackIsBelievedInTime() {
        let clock = ServerClock()
        clock.note(1_000, receivedAt: Self.at(0), isVouched: true)
        clock.note(1_000, receivedAt: Self.at(0), isVouched: false)
        // From now on it is thirty seconds behind.
        var last: Int64 = 0
        for second in stride(from: Int64(60), through: 7_200, by: 60) {
            last = clock.age(of: 970 + second, askedAt: Self.at(second)) ?? 0
            clock.note(970 + second, receivedAt: Self.at(second), isVouched: second % 3_600 == 0)
        }
        #expect(last <= 0)
    }
}
