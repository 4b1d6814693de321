import Reminders
import Testing

struct TraceIDTests {
    @Test func aShareKeepsThatShareAndALargerOneKeepsTheSame() throws {
        let ids = (0..<1000).map { TraceID(high: 7, low: UInt64($0) << 54 | 1)! }
        #expect(ids.count { $0.isAmong(0.25) } == 256)
        #expect(ids.allSatisfy { $0.isAmong(1) && !$0.isAmong(0) })
        #expect(ids.filter { $0.isAmong(0.01) }.allSatisfy { $0.isAmong(0.25) })
        #expect(try #require(TraceID(high: 1, low: .max)).isAmong(1))
    }

    @Test func aPartsSpanIsNeverZero() throws {
        #expect(try #require(TraceID(high: 9, low: 0)).partSpan == 9)
        #expect(try #require(TraceID(high: 9, low: 4)).partSpan == 4)
    }
}
