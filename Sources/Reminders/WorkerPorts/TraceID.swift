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

    /// 32 lower-case hexadecimal digits.
    package var description: String { Self.digits(high) + Self.digits(low) }

    private static func digits(_ half: UInt64) -> String {
        let digits = String(half, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
