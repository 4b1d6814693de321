import Foundation
import Reminders
import Testing

@testable import Amili

/// Registrations, censuses, refused filters, and what a question's calls can run into.
@Suite struct DoubtfulLookUpTests {
    private func noAnswer(_ why: String) -> LookUpOutcome {
        .noAnswer(why: why, retryAfter: nil)
    }

    private func cases(_ report: LookUpReport) throws -> [FoundCase] {
        guard case .answered(let cases, ScriptedReply.noonSeconds) = report.outcome else {
            Issue.record("no answer: \(report)")
            return []
        }
        return cases
    }

    private let doubtful = Sample.question(
        Sample.numbers("1", "2"), inDoubt: Sample.numbers("2"))

    @Test func aDoubtfulInvoiceIsAlsoLookedForAmongTheRegistrations() async throws {
        let rig = try Rig { request, _ in
            Sample.answer(request, has: request.path == "/cases" ? ["7000"] : ["7000", "2"])
        }
        defer { rig.close() }
        let report = await rig.lookUp(doubtful)
        #expect(
            try cases(report) == [
                FoundCase(
                    invoiceKey: "2", caseID: "case-2", ocr: "OCR-2", isOpen: true,
                    createdAt: Sample.created)
            ])
        #expect(rig.otherCalls.map(\.path) == ["/cases", "/case--registrations"])
        #expect(rig.otherCalls.last?.asked == ["2", "7000"])
        #expect(
            rig.otherCalls.last?.query["where"]
                == #"{"creditor":"65f0c0ffee0000000000c001","debts.invoice_number":"#
                + #"{"$in":["2","7000"]}}"#)
    }

    @Test func withoutDoubtTheRegistrationsAreNotAskedFor() async throws {
        let rig = try Rig { request, _ in Sample.answer(request, has: ["7000"]) }
        defer { rig.close() }
        _ = await rig.lookUp(Sample.question(Sample.numbers("1")))
        #expect(rig.otherCalls.map(\.path) == ["/cases"])
    }

    @Test func aCaseGetsItsOCRFromItsRegistrationAndIsToldOnce() async throws {
        let rig = try Rig { request, _ in Sample.answer(request, has: ["7000", "1", "2"]) }
        defer { rig.close() }
        let found = try cases(await rig.lookUp(doubtful))
        #expect(found.map(\.caseID) == ["case-1", "case-2"])
        #expect(found.map(\.ocr) == [nil, "OCR-2"])
        #expect(found.last?.state == "reminder")
    }

    @Test func withoutTheCanarysRegistrationAnAnswerIsNone() async throws {
        let rig = try Rig { request, _ in
            Sample.answer(request, has: request.path == "/cases" ? ["7000"] : ["2"])
        }
        defer { rig.close() }
        #expect(await rig.lookUp(doubtful).outcome == noAnswer("canary missing"))
    }

    @Test func aRegistrationOfSeveralDebtsIsMatchedByTheirOrder() async throws {
        let registration = Sample.registration(["9", "2", "8"], cases: ["ca", "cb", "cc"])
        let rig = try Rig { request, _ in
            request.path == "/cases"
                ? Sample.answer(request, has: ["7000"])
                : Sample.page([Sample.registration(["7000"]), registration])
        }
        defer { rig.close() }
        let found = try cases(await rig.lookUp(doubtful))
        #expect(found.map(\.caseID) == ["cb"])
        #expect(found.map(\.ocr) == ["OCR-2"])
    }

    @Test func aRegistrationWhoseCaseHasNoNameYetIsNoAnswer() async throws {
        for made in [[], ["ca", "cb"]] {
            let rig = try Rig { request, _ in
                request.path == "/cases"
                    ? Sample.answer(request, has: ["7000"])
                    : Sample.page([
                        Sample.registration(["7000"]), Sample.registration(["2"], cases: made),
                    ])
            }
            defer { rig.close() }
            #expect(
                await rig.lookUp(doubtful).outcome == noAnswer("registration without case"))
        }
    }

    @Test func aForeignRegistrationIsNotAnAnswer() async throws {
        for foreign in [
            Sample.registration(["999"]),
            Sample.registration(["2"], creditor: "65f0c0ffee0000000000c002"),
        ] {
            let rig = try Rig { request, _ in
                request.path == "/cases"
                    ? Sample.answer(request, has: ["7000"])
                    : Sample.page([Sample.registration(["7000"]), foreign])
            }
            defer { rig.close() }
            #expect(await rig.lookUp(doubtful).outcome == noAnswer("item not asked for"))
        }
    }

    // A census.

    private let census = Sample.question(
        Sample.numbers("1", "2"), canary: nil, census: true)

    @Test func aCensusReadsBothListsWholeAndKeepsWhatWasAskedFor() async throws {
        let other = "65f0c0ffee0000000000c002"
        let rig = try Rig { request, _ in
            guard request.path == "/cases" else {
                return Sample.page([
                    Sample.registration(["2"]),
                    Sample.registration(["2"], id: "r9", creditor: other),
                    Sample.registration(["5"]),
                ])
            }
            let all =
                (0..<100).map { Sample.item("x\($0)", creditor: other) }
                + [Sample.item("1"), Sample.item("3"), Sample.item("1", id: "c9", creditor: other)]
            let items = Array(all.dropFirst((request.page - 1) * 100).prefix(100))
            return Sample.page(items, total: all.count, page: request.page)
        }
        defer { rig.close() }
        let found = try cases(await rig.lookUp(census))
        #expect(found.map(\.caseID) == ["case-1", "case-2"])
        #expect(rig.otherCalls.map(\.path) == ["/cases", "/cases", "/case--registrations"])
        #expect(rig.otherCalls.allSatisfy { $0.query["where"] == nil })
    }

    @Test func anEmptyAccountIsAWholeAnswer() async throws {
        let rig = try Rig { _, _ in Sample.page([]) }
        defer { rig.close() }
        #expect(try cases(await rig.lookUp(census)).isEmpty)
        #expect(rig.otherCalls.count == 2)
    }

    /// An account of 6,000, one a minute, the newest made at noon; newest first where asked for.
    private func large(_ creditor: @escaping @Sendable (Int) -> String) throws -> Rig {
        try Rig { request, _ in
            guard request.query["where"] == nil else {
                return Sample.answer(request, has: ["5990", "2"])
            }
            guard request.query["sort"] == "-_id" else {
                return Sample.page([], total: 6_000, page: request.page)
            }
            let items = ((request.page - 1) * 100..<request.page * 100).map { age in
                Sample.entry(
                    request, "\(6_000 - age)", creditor: creditor(age),
                    created: ScriptedReply.noonSeconds - Int64(age) * 60)
            }
            return Sample.page(items, total: 6_000, page: request.page)
        }
    }

    @Test func inALargeAccountTheNewestOfTheCreditorsVouchesForTheFilter() async throws {
        let rig = try large { $0 == 10 ? Sample.party.creditor : "65f0c0ffee0000000000c002" }
        defer { rig.close() }
        let found = try cases(await rig.lookUp(census))
        #expect(found.map(\.caseID) == ["case-2"])
        let filters = rig.otherCalls.compactMap { $0.query["where"] }
        #expect(filters.count == 2 && filters.allSatisfy { $0.contains("\"5990\"") })
    }

    @Test func aWitnessThatTheFilterDoesNotFindSpoilsTheAnswer() async throws {
        let rig = try large { $0 == 11 ? Sample.party.creditor : "65f0c0ffee0000000000c002" }
        defer { rig.close() }
        #expect(await rig.lookUp(census).outcome == noAnswer("canary missing"))
    }

    @Test(arguments: [(600, 1), (60 * 250, 3)] as [(Int64, Int)])
    func withNoneOfTheCreditorsItIsReadBackBeyondTheDoubtAndNoFurther(
        age: Int64, pages: Int
    ) async throws {
        let rig = try large { _ in "65f0c0ffee0000000000c002" }
        defer { rig.close() }
        var question = census
        question = Question(
            party: question.party, invoices: question.invoices, inDoubt: question.inDoubt,
            canary: nil, census: true, doubtAge: age)
        #expect(try cases(await rig.lookUp(question)).map(\.caseID) == ["case-2"])
        #expect(rig.otherCalls.count { $0.query["sort"] == "-_id" } == 2 * pages)
    }

    @Test(arguments: [60 * 5_500, .max] as [Int64])
    func aDoubtOlderThanWhatCanBeReadStays(age: Int64) async throws {
        let rig = try large { _ in "65f0c0ffee0000000000c002" }
        defer { rig.close() }
        let question = Question(
            party: census.party, invoices: census.invoices, inDoubt: [], canary: nil,
            census: true, doubtAge: age)
        #expect(
            await rig.lookUp(question).outcome == noAnswer("account too large for a census"))
    }

    @Test func aListThatIsNotSortedTellsNothingOfTheRest() async throws {
        let rig = try Rig { request, _ in
            let items = [0, 5_000].map { age in
                Sample.entry(
                    request, "\(age)", creditor: "65f0c0ffee0000000000c002",
                    created: ScriptedReply.noonSeconds - Int64(5_000 - age))
            }
            return Sample.page(items, total: 6_000, page: request.page)
        }
        defer { rig.close() }
        let question = Question(
            party: census.party, invoices: census.invoices, inDoubt: [], canary: nil,
            census: true, doubtAge: 600)
        let report = await rig.lookUp(question)
        #expect(report.outcome == noAnswer("list not sorted as asked"))
        #expect(report.trace.flaw?.cause == .unsorted)
    }

    @Test(arguments: [1, 60] as [Int])
    func ofASmallListThatKeepsMovingThatIsToldAndNotThatItIsLarge(size: Int) async throws {
        let rig = try Rig { request, count in
            // The total changes with every reading from the oldest; the other way nothing is ours.
            let isNewestFirst = request.query["sort"] == "-_id"
            let total = isNewestFirst ? size : size + count
            guard request.page == 1 else { return Sample.page([], total: total, page: 2) }
            let items = (0..<size).map { place in
                Sample.item(
                    "\(place)", id: "c\(count)-\(place)", creditor: "65f0c0ffee0000000000c002")
            }
            return Sample.page(items, total: total)
        }
        defer { rig.close() }
        let report = await rig.lookUp(census)
        #expect(report.outcome == noAnswer("list changed while it was read"))
        #expect(report.trace.flaw?.cause == .listMoved)
    }

    @Test func anEmptyPageBeforeTheEndOfTheListIsMissing() async throws {
        let cut = try Rig { request, _ in
            Sample.page(
                request.page > 1
                    ? [] : [Sample.item("1", creditor: "65f0c0ffee0000000000c002")],
                total: 6_000, page: request.page)
        }
        defer { cut.close() }
        #expect(await cut.lookUp(census).outcome == noAnswer("page missing"))
    }

    @Test func anItemThatDoesNotTellItsInvoiceSpoilsACensus() async throws {
        let item = Sample.item("1").replacingOccurrences(of: "invoice_number", with: "number")
        let rig = try Rig { _, _ in Sample.page([item]) }
        defer { rig.close() }
        #expect(await rig.lookUp(census).outcome == noAnswer("unreadable answer"))
    }

    // A refused `$in`.

    /// An Amili that refuses `$in`, and has these.
    private func withoutLists(_ numbers: [String]) throws -> Rig {
        try Rig { request, _ in
            request.asksForList ? Sample.error(400) : Sample.answer(request, has: numbers)
        }
    }

    @Test func whenListsAreRefusedEachNumberIsAskedForAloneTheCanaryFirst() async throws {
        let rig = try withoutLists(["7000", "2"])
        defer { rig.close() }
        let question = Sample.question(Sample.numbers("1", "2", "003"))
        let found = try cases(await rig.lookUp(question))
        #expect(found.map(\.caseID) == ["case-2"])
        let calls = rig.otherCalls
        #expect(calls[0].asksForList)
        #expect(calls[1].asked == ["7000"])
        #expect(calls.dropFirst(2).flatMap(\.asked).sorted() == ["003", "1", "2", "3"])
        #expect(calls.dropFirst().allSatisfy { !$0.asksForList })
    }

    @Test func thatListsAreRefusedIsRememberedForTenMinutes() async throws {
        let rig = try withoutLists(["7000"])
        defer { rig.close() }
        let question = Sample.question(Sample.numbers("1"), inDoubt: Sample.numbers("1"))
        let report = await rig.lookUp(question)
        #expect(try cases(report).isEmpty)
        #expect(report.trace.calls == 1 + 1 + 2 + 2, "token, refused list, two lists of two")
        rig.wait(.seconds(599))
        _ = await rig.lookUp(question)
        #expect(rig.otherCalls.filter(\.asksForList).count == 1)
        rig.wait(.seconds(1))
        _ = await rig.lookUp(question)
        #expect(rig.otherCalls.filter(\.asksForList).count == 2)
    }

    @Test func aFilterThatIsRefusedAltogetherIsNoAnswerAndNotRemembered() async throws {
        let rig = try Rig { _, _ in Sample.error(422) }
        defer { rig.close() }
        let question = Sample.question(Sample.numbers("1"))
        #expect(await rig.lookUp(question).outcome == noAnswer("filter refused"))
        #expect(await rig.lookUp(question).outcome == noAnswer("filter refused"))
        #expect(rig.otherCalls.map(\.asksForList) == [true, false, true, false])
    }

    @Test func aMissingCanaryEndsTheSingleQuestionsAtOnce() async throws {
        let rig = try withoutLists(["1"])
        defer { rig.close() }
        let question = Sample.question(Sample.numbers("1", "2"))
        #expect(await rig.lookUp(question).outcome == noAnswer("canary missing"))
        #expect(rig.otherCalls.count == 2)
    }

    @Test func oneSingleQuestionWithoutAnswerSpoilsTheWhole() async throws {
        let rig = try Rig { request, _ in
            if request.asksForList { return Sample.error(400) }
            return request.asked == ["2"] ? .answer(500, "") : Sample.answer(request, has: ["7000"])
        }
        defer { rig.close() }
        let numbers = (1...20).map { Sample.number("\($0)") }
        let report = await rig.lookUp(Sample.question(numbers))
        #expect(report.outcome == noAnswer("unexpected status"))
        #expect(report.trace.calls == 1 + 1 + 1 + 8, "no further batch is begun")
    }

    // What the calls run into.

    @Test func eachWayToFailHasItsName() async throws {
        let expected: [(ScriptedReply, LookUpOutcome)] = [
            (Sample.error(401), .unauthorized), (Sample.error(403), .forbidden),
            (.answer(403, "<html>"), noAnswer("unexpected status")),
            (Sample.error(404), noAnswer("unexpected status")),
            (Sample.error(429, headers: ["Retry-After: 5"]), .tooMany(retryAfter: .seconds(5))),
            (
                Sample.error(503, headers: ["Retry-After: 5"]),
                .noAnswer(why: "unexpected status", retryAfter: .seconds(5))
            ),
            (.answer(400, "bad gateway"), noAnswer("unexpected status")),
            (.answer(201, #"{"_items":[],"_meta":{"total":0}}"#), noAnswer("unexpected status")),
            (.silence, noAnswer("no whole answer")),
            (.bytes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), noAnswer("no whole answer")),
        ]
        for (reply, outcome) in expected {
            let rig = try Rig { _, _ in reply }
            defer { rig.close() }
            let report = await rig.lookUp(Sample.question(Sample.numbers("1")))
            #expect(report.outcome == outcome)
        }
    }

    @Test func noCallOfAQuestionBeginsAfterItsMoment() async throws {
        let rig = try Rig { request, _ in Sample.answer(request, has: ["7000"]) }
        defer { rig.close() }
        _ = await rig.lookUp(Sample.question([]))
        let before = rig.server.requests.count
        let report = await rig.client.lookUp(
            Sample.question(Sample.numbers("1")), startBy: ClientClock.real.boot() + .seconds(-1))
        #expect(report.outcome == .notSent)
        #expect(report.trace.calls == 0)
        #expect(rig.server.requests.count == before)
    }

    @Test func aTokenThatEndsBetweenTwoPagesIsRenewed() async throws {
        let rig = try Rig { request, count in
            if count == 2 { return Sample.error(401) }
            let items = [Sample.item("7000"), Sample.item("1")]
            return Sample.page([items[request.page - 1]], total: 2, page: request.page)
        }
        defer { rig.close() }
        _ = await rig.client.tokens.token(startBy: rig.startBy)
        rig.wait(.seconds(5))
        let report = await rig.lookUp(Sample.question(Sample.numbers("1")))
        guard case .answered(let found, ScriptedReply.noonSeconds + 5) = report.outcome else {
            Issue.record("\(report)")
            return
        }
        #expect(found.count == 1)
        #expect(rig.tokenCalls.count == 2)
    }

    @Test func aQuestionsMessageDoesNotRepeatItsInvoices() async throws {
        let body = #"{"_status":"ERR","_error":{"code":404,"message":"no 10234, ask K-77 again"}}"#
        let rig = try Rig { _, _ in .answer(404, body) }
        defer { rig.close() }
        let report = await rig.lookUp(Sample.question(Sample.numbers("10234", "K-77")))
        #expect(report.trace.message == "no …, ask … again")
    }
}
