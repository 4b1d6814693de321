/// The `traceparent` header of one call (W3C Trace Context, version 00).
///
/// Its line has the same length for every value. Each handle owns one such line and overwrites it
/// for each call, so that the header costs no allocation.
package struct TraceParent: Hashable, Sendable {
    /// The two halves of the trace id.
    package let high: UInt64
    package let low: UInt64
    /// The id of the call; not zero.
    package var span: UInt64
    /// Whether the caller keeps a record of the trace.
    package let isSampled: Bool

    /// - Returns: nil if the trace id or the span id is zero, which the standard forbids.
    package init?(high: UInt64, low: UInt64, span: UInt64, isSampled: Bool) {
        guard high | low != 0, span != 0 else { return nil }
        self.high = high
        self.low = low
        self.span = span
        self.isSampled = isSampled
    }

    private static let beginning = "traceparent: 00-"
    /// A line with zeros for all ids.
    static let blankLine =
        beginning + String(repeating: "0", count: 32) + "-" + String(repeating: "0", count: 16)
        + "-00"

    /// Writes the ids over those of a line that was made of `blankLine`.
    func write(over line: UnsafeMutablePointer<CChar>) {
        let ids = line + Self.beginning.utf8.count
        Self.write(high, to: ids)
        Self.write(low, to: ids + 16)
        Self.write(span, to: ids + 33)
        ids[51] = CChar(UInt8(ascii: isSampled ? "1" : "0"))
    }

    /// Writes 16 lower-case hexadecimal digits.
    private static func write(_ number: UInt64, to place: UnsafeMutablePointer<CChar>) {
        var rest = number
        for index in (0..<16).reversed() {
            let digit = CChar(truncatingIfNeeded: rest & 15)
            let letter = CChar(UInt8(ascii: "a")) - 10
            place[index] = digit + (digit < 10 ? CChar(UInt8(ascii: "0")) : letter)
            rest >>= 4
        }
    }
}
