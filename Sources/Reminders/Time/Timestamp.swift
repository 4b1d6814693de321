/// A moment, to the microsecond, as PostgreSQL's `timestamptz` keeps it. It has no zone: people see
/// it by `SwedishTime`, programs as RFC 3339 in UTC.
///
/// Reading is ours, because `Date.ISO8601FormatStyle` takes `2026-02-30`, `24:30` and text behind
/// the zone for moments: a file's age must not be guessed.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Since 1970-01-01T00:00:00Z; negative before.
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// Cuts off what is finer than a microsecond.
    package init(secondsSince1970: Double) {
        microseconds = Int64((secondsSince1970 * 1_000_000).rounded(.down))
    }

    package var secondsSince1970: Double { Double(microseconds) / 1_000_000 }

    /// Whole seconds since 1970, rounded down.
    package var wholeSeconds: Int {
        let rest = ((microseconds % 1_000_000) + 1_000_000) % 1_000_000
        return Int((microseconds - rest) / 1_000_000)
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.microseconds < right.microseconds
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC, to the millisecond: `2026-11-20T07:30:05.123Z`.
    package var description: String { text(digits: 3) }

    /// The same to the microsecond, for whoever asks for what has changed since.
    package var precise: String { text(digits: 6) }

    private func text(digits: Int) -> String {
        let seconds = wholeSeconds
        let time = ((seconds % 86_400) + 86_400) % 86_400
        let day = CalendarDate(dayNumber: (seconds - time) / 86_400)
        let fraction = 1_000_000 + Int(microseconds) - seconds * 1_000_000
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(day)T\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))"
            + ".\(String(fraction).dropFirst().prefix(digits))Z"
    }

    /// Reads `2026-11-20T08:30:00Z`, or the same with an offset or a fraction.
    /// - Returns: nil for a day or a time that does not exist, and for anything but RFC 3339 with
    ///   a zone.
    package init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"),
            let day = CalendarDate(iso: text.prefix(10)),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let hour = Self.two(bytes[11...12], atMost: 23),
            let minute = Self.two(bytes[14...15], atMost: 59),
            let second = Self.two(bytes[17...18], atMost: 59)
        else { return nil }
        var rest = bytes[19...]
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (48...57).contains($0) }
            guard !digits.isEmpty else { return nil }
            let six = digits.prefix(6) + Array(repeating: 48, count: max(0, 6 - digits.count))
            fraction = six.reduce(0) { $0 * 10 + Int($1) - 48 }
            rest = rest.dropFirst(1 + digits.count)
        }
        guard let offset = Self.offset(rest) else { return nil }
        let seconds = day.dayNumber * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(microseconds: Int64(seconds * 1_000_000 + fraction))
    }

    /// - Returns: seconds east of Greenwich.
    private static func offset(_ zone: ArraySlice<UInt8>) -> Int? {
        if zone.elementsEqual("Z".utf8) || zone.elementsEqual("z".utf8) { return 0 }
        let bytes = Array(zone)
        guard bytes.count == 6, let sign = [43: 1, 45: -1][bytes[0]],
            bytes[3] == UInt8(ascii: ":"), let hours = two(bytes[1...2], atMost: 14),
            let minutes = two(bytes[4...5], atMost: 59)
        else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }

    /// Two digits as a number.
    private static func two(_ bytes: ArraySlice<UInt8>, atMost most: Int) -> Int? {
        guard bytes.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let number = bytes.reduce(0) { $0 * 10 + Int($1) - 48 }
        return number <= most ? number : nil
    }
}
