import Logging
import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// Spans are kept within bounds, sent once, and counted if they are lost. No moment of these tests
/// is a real one. The limit ends a wait of those who tell spans.
@Suite(.timeLimit(.minutes(5)))
struct SpanSenderTests {
    /// A collector that takes what it is sent unless it has an error to answer, and that may hold
    /// its answers back.
    private struct Collector {
        var error: String?
        var delay = Duration.zero
        var taken: [[UInt64]] = []
    }

    private let time = VirtualTime()
    private let collector = Single(Collector())
    private let paper = SaidLog(lines: Single([]))
    private let sender: SpanSender

    init() {
        let (time, collector, paper) = (time, collector, paper)
        sender = SpanSender(share: 0.5, time: time, log: Logger(label: "test") { _ in paper }) {
            spans in
            await time.rest(for: collector.with { $0.delay })
            return collector.with { collector in
                if collector.error == nil { collector.taken.append(spans.compactMap(\.call)) }
                return collector.error
            }
        }
    }

    private var told: [String] { paper.lines.with { $0 } }
    private var taken: [[UInt64]] { collector.with { $0.taken } }

    /// Tells of spans of a trace that is among the share.
    private func tell(_ calls: ClosedRange<UInt64>) throws {
        let trace = try #require(TraceID(high: 1, low: 1))
        let now = time.now()
        for call in calls {
            sender.sink(trace) {
                Span(
                    "registration", trace, call: call, began: now, ended: now, isFailed: false,
                    [:], [:])
            }
        }
    }

    /// Runs the sender for a while, with something to do at some of its seconds; then ends it.
    private func run(_ seconds: Int, _ steps: [Int: () throws -> Void] = [:]) throws {
        let isOver = Single(false)
        let running = Task(executorPreference: time) {
            await sender.run()
            isOver.with { $0 = true }
        }
        for second in 0..<seconds {
            try steps[second]?()
            _ = time.run(within: .seconds(1)) { false }
        }
        #expect(!isOver.with { $0 })
        running.cancel()
        #expect(time.run(within: .seconds(4)) { isOver.with { $0 } }, "it ends within 4 s")
    }

    @Test func aFullBufferDropsTheNewestAndCountsThem() throws {
        let most = UInt64(SpanSender.mostSpans)
        try tell(1...most + 5)
        #expect(sender.dropped == 5)
        try run(3)
        #expect(taken == [Array(1...most)] && sender.dropped == 5)
        #expect(told == [], "the collector is well")
    }

    /// Spans told while a request is under way wait for the next one, in the same bounded buffer.
    @Test func whileTheCollectorHoldsAnAnswerBackTheBufferFillsAndNobodyWaits() throws {
        collector.with { ($0.delay, $0.error) = (.seconds(2), "timeout") }
        let most = UInt64(SpanSender.mostSpans)
        try tell(1...1)
        try run(
            3,
            [
                2: {
                    let before = time.now()
                    try tell(2...most + 11)
                    #expect(sender.dropped == 10)
                    #expect(time.now() == before)
                    collector.with { ($0.delay, $0.error) = (.zero, nil) }
                }
            ])
        #expect(sender.dropped == 10 && taken == [[1], Array(2...most + 1)])
    }

    @Test func aTroubleIsToldOnceAndSoIsItsEnd() throws {
        collector.with { $0.error = "it answers with status 500" }
        var steps: [Int: () throws -> Void] = [:]
        for second in stride(from: 0, to: 300, by: 2) {
            steps[second] = { try tell(1...3) }
        }
        steps[299] = { collector.with { $0.error = nil } }
        try run(300, steps)
        #expect(told.count == 2, "\(told)")
        #expect(
            told.first == "spans cannot be sent to the collector code=spans_unsent"
                + " error=it answers with status 500"
                + " remedy=Mend the collector or PAMINN_TRACE_ENDPOINT, or unset it.")
        #expect(told.last?.hasPrefix("over code=over failures=149 seconds=") == true)
        #expect(told.last?.contains("trouble_code=spans_unsent") == true)
        #expect(sender.dropped == 447 && taken == [[1, 2, 3]])
    }

    @Test func aCollectorThatComesAndGoesDoesNotFillTheLog() throws {
        var steps: [Int: () throws -> Void] = [:]
        for second in stride(from: 0, to: 58, by: 2) {
            steps[second] = {
                try tell(1...1)
                collector.with { $0.error = second % 4 == 0 ? "reset" : nil }
            }
        }
        try run(58, steps)
        #expect(told.count == 2, "\(told)")
    }

    @Test func aTraceThatIsNotAmongTheShareIsNotEvenAskedForItsSpan() throws {
        let trace = try #require(TraceID(high: 1, low: .max))
        sender.sink(trace) {
            Issue.record("nobody keeps it")
            return Span(
                "part", trace, began: time.now(), ended: time.now(), isFailed: false, [:], [:])
        }
        try run(3)
        #expect(taken == [] && sender.dropped == 0)
    }

    @Test func theRestIsSentAtTheEnd() throws {
        try run(3, [2: { try tell(1...2) }])
        #expect(taken == [[1, 2]])
    }
}
