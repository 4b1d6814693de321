import NIOConcurrencyHelpers
import Testing

@testable import HTTPClient

/// The trace context that a call carries in a line which its handle uses again and again.
@Suite(.timeLimit(.minutes(5)))
struct TraceParentTests {
    /// Lets every call begin at once.
    private struct Now: CallPacing {
        func begin(_ index: Int, at now: Int64) -> CallBeginning { .now }
        func stays(_ index: Int) {}
        func written(_ index: Int, at now: Int64) {}
    }

    private static func trace(_ number: UInt64, isSampled: Bool = true) -> TraceParent {
        TraceParent(high: 0xAB, low: .max, span: number, isSampled: isSampled)!
    }

    private static func lines(_ request: ReceivedRequest) -> [String] {
        request.head.split(separator: "\r\n").map(String.init)
            .filter { $0.lowercased().hasPrefix("traceparent") }
    }

    private func line(of trace: TraceParent) -> String {
        var bytes = TraceParent.blankLine.utf8CString.map { $0 }
        bytes.withUnsafeMutableBufferPointer { trace.write(over: $0.baseAddress!) }
        return String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    @Test func theLineIsThatOfTheStandard() {
        let wanted =
            "traceparent: 00-0123456789abcdeffedcba9876543210-00000000000000ff-01"
        let trace = TraceParent(
            high: 0x0123_4567_89ab_cdef, low: 0xfedc_ba98_7654_3210, span: 255, isSampled: true)
        #expect(trace.map(line) == wanted)
        #expect(line(of: Self.trace(1, isSampled: false)).hasSuffix("-0000000000000001-00"))
        #expect(HTTPRequest.flaw(ofHeader: wanted) == nil)
    }

    @Test func zerosAreNoTrace() {
        #expect(TraceParent(high: 0, low: 0, span: 1, isSampled: true) == nil)
        #expect(TraceParent(high: 1, low: 0, span: 0, isSampled: true) == nil)
        #expect(TraceParent(high: 0, low: 1, span: 1, isSampled: true) != nil)
    }

    @Test func eachCallOfABatchCarriesItsOwnBesideTheSharedLines() async throws {
        try await withServer(maxConnections: 3, mostPaced: 3) {
            $0.answerAll()
        } body: { server, client in
            let common = HTTPHeaders(["X-Common: yes"])
            let requests = (1...300).map { number in
                var request = server.post(
                    "\(number)", startBy: BootClock.now() + 3_600_000_000_000)
                request.commonHeaders = common
                request.traceParent = Self.trace(UInt64(number))
                return request
            }
            let batch = HTTPBatch(
                requests: requests, moments: requests.map { _ in 0 }, pacing: Now())
            await client.perform(batch) { _ in }
        } after: { server in
            #expect(server.requests.count == 300)
            for request in server.requests {
                let number = try #require(UInt64(request.body))
                #expect(Self.lines(request) == [line(of: Self.trace(number))])
                #expect(request.head.contains("\r\nX-Common: yes\r\n"))
                #expect(request.head.contains("\r\nContent-Type: text/plain\r\n"))
            }
        }
    }

    /// The handle that has just carried one.
    @Test func theNextCallOfAHandleCarriesNone() async throws {
        try await withServer(maxConnections: 1) {
            $0.answerAll()
        } body: { server, client in
            for trace in [Self.trace(1), nil, Self.trace(2, isSampled: false), nil] {
                var request = server.post()
                request.traceParent = trace
                #expect(await client.perform(request).outcome.response != nil)
            }
        } after: { server in
            #expect(server.connections == 1)
            #expect(
                server.requests.map(Self.lines) == [
                    [line(of: Self.trace(1))], [],
                    [line(of: Self.trace(2, isSampled: false))], [],
                ])
        }
    }
}
