/// A span of time as people write it: `5ms`, `2s`, `10m`, `3h`, `12d`.
package struct Span: Equatable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads a whole number of at most 9 digits followed by one of the units above; nil for
    /// anything else.
    package init?(_ text: String) {
        let units: [(String, Int64)] = [
            ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", Moment.day),
        ]
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard (1...9).contains(digits.count), let count = Int64(digits),
            let unit = units.first(where: { $0.0 == text.dropFirst(digits.count) })
        else { return nil }
        milliseconds = count * unit.1
    }
}
