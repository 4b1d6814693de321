/// A trace id of W3C Trace Context. It joins the calls about the letters of one claimed part with
/// the worker's log lines about that part. It is random, means nothing, and is stored nowhere.
package struct TraceID: Hashable, Sendable, CustomStringConvertible {
    package let high: UInt64
    package let low: UInt64

    /// - Returns: nil if all bits are zero, which the standard forbids.
    package init?(high: UInt64, low: UInt64) {
        guard high | low != 0 else { return nil }
        self.high = high
        self.low = low
    }

    /// Draws an id. That is a system call or two: once for each part, not for each call.
    package static func random() -> TraceID {
        while true {
            let high = UInt64.random(in: 0...UInt64.max)
            if let id = TraceID(high: high, low: UInt64.random(in: 0...UInt64.max)) { return id }
        }
    }

    /// The id of the part's own span. It follows from the trace, so that a call knows its parent
    /// without being told. Not zero.
    package var partSpan: UInt64 { low == 0 ? high : low }

    /// Whether the trace is among the share of those whose spans are kept. The id alone decides, so
    /// that each process decides alike, and a larger share keeps what a smaller one keeps.
    /// - Parameter share: 0...1.
    package func isAmong(_ share: Double) -> Bool { Double(low >> 11) < share * 0x1p53 }

    /// 32 lower-case hexadecimal digits.
    package var description: String { Self.digits(high) + Self.digits(low) }

    /// 16 lower-case hexadecimal digits.
    package static func digits(_ half: UInt64) -> String {
        let digits = String(half, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
