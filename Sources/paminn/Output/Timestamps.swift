import Glibc
import Reminders

/// RFC 3339.
enum Timestamps {
    /// In UTC, to the millisecond.
    static func written(_ seconds: Double) -> String {
        let milliseconds = Int64((seconds * 1000).rounded(.down))
        let day = CalendarDate(dayNumber: Int((milliseconds / 1000) / 86_400))
        let rest = milliseconds % 86_400_000
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let fraction = String(1000 + rest % 1000).dropFirst()
        return "\(day)T\(two(rest / 3_600_000)):\(two(rest / 60_000 % 60))"
            + ":\(two(rest / 1000 % 60)).\(fraction)Z"
    }

    /// Reads `2026-11-20T08:30:00Z` (or with an offset, or a fraction).
    /// - Returns: seconds since 1970.
    static func read(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"),
            let day = CalendarDate(iso: text.prefix(10)), bytes[13] == 58, bytes[16] == 58,
            let hour = Int(text.dropFirst(11).prefix(2)), (0...23).contains(hour),
            let minute = Int(text.dropFirst(14).prefix(2)), (0...59).contains(minute),
            let second = Int(text.dropFirst(17).prefix(2)), (0...60).contains(second)
        else { return nil }
        var rest = text.dropFirst(19)
        var fraction = 0.0
        if rest.first == "." {
            let digits = rest.dropFirst().prefix { $0.isNumber }
            guard !digits.isEmpty, let value = Double("0." + digits) else { return nil }
            fraction = value
            rest = rest.dropFirst(1 + digits.count)
        }
        guard let offset = offset(rest) else { return nil }
        return Double(day.dayNumber * 86_400 + hour * 3600 + minute * 60 + second - offset)
            + fraction
    }

    /// Seconds east of Greenwich.
    private static func offset(_ text: Substring) -> Int? {
        if text == "Z" || text == "z" { return 0 }
        guard text.count == 6, let sign = text.first, sign == "+" || sign == "-",
            text.dropFirst(3).first == ":", let hours = Int(text.dropFirst().prefix(2)),
            let minutes = Int(text.suffix(2)), hours <= 14, minutes <= 59
        else { return nil }
        return (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}
