import Reminders
import Testing

@testable import Amili

/// The trace context of the calls about a part's letters.
@Suite(.timeLimit(.minutes(5))) struct TraceTests {
    private static let trace = TraceID(high: 0x0123_4567_89ab_cdef, low: 0xA)!
    private static let good =
        #"{"_cases":["aaaaaaaaaaaaaaaaaaaaaaaa"],"_ocr_numbers_ocr":["77"]}"#

    /// The span ids of these calls.
    /// - Throws: if one does not carry `trace` in the standard's form.
    private func spans(_ calls: [Received]) throws -> [String] {
        try calls.map { call in
            let text = try #require(call.headers["traceparent"])
            let match = try #require(
                text.wholeMatch(of: /00-0123456789abcdef000000000000000a-([0-9a-f]{16})-01/))
            return String(match.1)
        }
    }

    private func letter(_ number: Int) -> Letter {
        Letter(
            party: Sample.party, invoice: Sample.invoice("\(number)"),
            idempotencyKey: "handle/7-1/\(number)", traceID: Self.trace)
    }

    @Test func theLettersOfAPartCarryItsTraceAndEachItsOwnSpan() async throws {
        let rig = try Rig { _, _ in Sample.error(400) }
        defer { rig.close() }
        _ = await rig.send(letter(0))
        _ = await rig.send((1...40).map(letter))
        let spans = try spans(rig.otherCalls)
        #expect(spans.count == 41)
        #expect(Set(spans).count == 41)
        // A token belongs to no part.
        #expect(rig.tokenCalls.count == 1)
        #expect(rig.tokenCalls.allSatisfy { $0.headers["traceparent"] == nil })
    }

    /// The letter that is sent again by itself, after its batch.
    @Test func aLetterThatIsSentAgainIsAnotherSpanOfTheTrace() async throws {
        let rig = try Rig { request, number in
            number == 1 || request.headers["x-api-key"]?.hasSuffix("-1") == false
                ? .answer(201, Self.good) : Sample.error(401)
        }
        defer { rig.close() }
        _ = await rig.send(letter(0))
        rig.wait(.seconds(60))
        _ = await rig.send([letter(1)])
        let spans = try spans(rig.otherCalls)
        #expect(spans.count == 3)
        #expect(Set(spans).count == 3)
    }

    /// The same request with another token, when the first is refused.
    @Test func aQuestionThatIsAskedAgainIsAnotherSpanOfTheTrace() async throws {
        let rig = try Rig { request, number in
            number == 1 || request.headers["x-api-key"]?.hasSuffix("-1") == false
                ? Sample.answer(request, has: ["7000"]) : Sample.error(401)
        }
        defer { rig.close() }
        let question = Question(
            party: Sample.party, invoices: [], canary: Sample.number("7000"), traceID: Self.trace)
        _ = await rig.lookUp(question)
        rig.wait(.seconds(60))
        _ = await rig.lookUp(question)
        let spans = try spans(rig.otherCalls)
        #expect(spans.count == 3)
        #expect(Set(spans).count == 3)
    }

    @Test func eachCallOfALookUpCarriesTheTraceOfItsPart() async throws {
        let rig = try Rig { request, _ in Sample.answer(request, has: ["7000", "2"]) }
        defer { rig.close() }
        _ = await rig.lookUp(
            Question(
                party: Sample.party, invoices: Sample.numbers("1", "2"),
                inDoubt: Sample.numbers("2"), canary: Sample.number("7000"),
                traceID: Self.trace))
        let spans = try spans(rig.otherCalls)
        #expect(spans.count == 2)
        #expect(Set(spans).count == 2)
    }

    @Test func whatIsNoPartsCarriesNone() async throws {
        let rig = try Rig { request, _ in Sample.answer(request, has: ["7000"]) }
        defer { rig.close() }
        _ = await rig.lookUp(Sample.question(Sample.numbers("1")))
        _ = await rig.send(Sample.letter())
        #expect(rig.otherCalls.count == 2)
        #expect(rig.otherCalls.allSatisfy { $0.headers["traceparent"] == nil })
    }

    @Test func anIdIsNeverAllZeroAndHasItsThirtyTwoDigits() {
        #expect(TraceID(high: 0, low: 0) == nil)
        #expect(Self.trace.description == "0123456789abcdef000000000000000a")
        let drawn = Set((0..<100).map { _ in TraceID.random() })
        #expect(drawn.count == 100)
        #expect(drawn.allSatisfy { $0.description.utf8.count == 32 })
    }
}
