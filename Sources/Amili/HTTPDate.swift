import Glibc
import Reminders

/// Reads a moment as HTTP and Amili write it: RFC 1123 with a numeric zone, GMT, UTC, UT or Z; the
/// two older forms of HTTP, which a recipient must read as well (RFC 9110 §5.6.7); ISO 8601 with
/// its offset. A text with two possible readings is refused.
package enum HTTPDate {
    /// Reads the value of a header.
    /// - Returns: seconds since 1970-01-01 00:00:00 UTC; nil if the text is anything else.
    package static func seconds(_ text: String) -> Int64? {
        common(text) ?? inWords(text, zoneless: true) ?? ISODate.seconds(text)
    }

    /// Reads a value in a body. The form of C's `asctime` is refused: it names no zone, and is GMT
    /// in headers only.
    /// - Returns: seconds since 1970-01-01 00:00:00 UTC; nil if the text is anything else.
    static func momentInBody(_ text: String) -> Int64? {
        common(text) ?? inWords(text, zoneless: false) ?? ISODate.seconds(text)
    }

    /// Reads `Mon, 01 Jun 2026 12:34:56 GMT` byte by byte: nearly all dates have this form, and
    /// every letter's answer has one.
    private static func common(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count == 29, bytes[3...4].elementsEqual(", ".utf8),
            bytes[25...].elementsEqual(" GMT".utf8), bytes[7] == space, bytes[11] == space,
            bytes[16] == space, bytes[19] == colon, bytes[22] == colon,
            let day = number(bytes[5..<7]),
            let month = months.firstIndex(where: { $0.utf8.elementsEqual(bytes[8..<11]) }),
            let year = number(bytes[12..<16]),
            let hour = number(bytes[17..<19]), let minute = number(bytes[20..<22]),
            let second = number(bytes[23..<25])
        else { return nil }
        return sum(year, month + 1, day, hour, minute, second, offset: 0)
    }

    /// Reads `Mon, 1 Jun 2026 12:34:56 +0200`, `Monday, 01-Jun-26 12:34:56 GMT` and, if `zoneless`,
    /// `Mon Jun  1 12:34:56 2026`. The weekday is not checked against the date.
    private static func inWords(_ text: String, zoneless: Bool) -> Int64? {
        guard text.utf8.count <= 64 else { return nil }
        var words = text.split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)[...]
        if let first = words.first, isWeekday(first) { words.removeFirst() }
        if let first = words.first, first.contains("-") {
            let parts = first.split(separator: "-", omittingEmptySubsequences: false)
            words = parts.map(String.init) + words.dropFirst()
        }
        let fields = Array(words)
        if fields.count == 4, zoneless, let month = month(fields[0]), let day = day(fields[1]),
            let (hour, minute, second) = time(fields[2]), let year = year(fields[3]),
            fields[3].utf8.count == 4
        {
            return sum(year, month, day, hour, minute, second, offset: 0)
        }
        guard fields.count == 5, let day = day(fields[0]), let month = month(fields[1]),
            let year = year(fields[2]), let (hour, minute, second) = time(fields[3]),
            let offset = offset(fields[4])
        else { return nil }
        return sum(year, month, day, hour, minute, second, offset: offset)
    }

    /// Seconds since 1970. A leap second counts as the first second of the next minute.
    /// - Parameter offset: seconds east of Greenwich.
    /// - Returns: nil if there is no such date or time.
    static func sum(
        _ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int, _ second: Int,
        offset: Int
    ) -> Int64? {
        guard hour < 24, minute < 60, second <= 60,
            let date = CalendarDate(year: year, month: month, day: day)
        else { return nil }
        return Int64(date.dayNumber) * 86_400
            + Int64(hour * 3_600 + minute * 60 + second - offset)
    }

    /// Reads 1 to 9 ASCII digits; nil for anything else.
    static func number(_ digits: some Collection<UInt8>) -> Int? {
        guard (1...9).contains(digits.count) else { return nil }
        var result = 0
        for digit in digits {
            guard (48...57).contains(digit) else { return nil }
            result = result * 10 + Int(digit - 48)
        }
        return result
    }

    /// Reads `GMT`, `UTC`, `UT`, `Z`, `+0200` or `-02:00`.
    /// - Returns: seconds east of Greenwich; nil if the text is none of them.
    static func offset(_ text: String) -> Int? {
        if ["GMT", "UTC", "UT", "Z"].contains(text.uppercased()) { return 0 }
        guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
        let digits = text.dropFirst().filter { $0 != ":" }
        guard digits.utf8.count == 4, let hours = number(digits.prefix(2).utf8), hours < 24,
            let minutes = number(digits.suffix(2).utf8), minutes < 60
        else { return nil }
        return (hours * 3_600 + minutes * 60) * (sign == "-" ? -1 : 1)
    }

    /// Reads `12:34` or `12:34:56`.
    private static func time(_ text: String) -> (Int, Int, Int)? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy({ $0.utf8.count == 2 }),
            let hour = number(parts[0].utf8), let minute = number(parts[1].utf8),
            let second = parts.count == 3 ? number(parts[2].utf8) : 0
        else { return nil }
        return (hour, minute, second)
    }

    private static func day(_ text: String) -> Int? {
        text.utf8.count <= 2 ? number(text.utf8) : nil
    }

    private static func month(_ text: String) -> Int? {
        let lower = text.lowercased()
        return months.firstIndex { $0.lowercased() == lower }.map { $0 + 1 }
    }

    /// Reads a year. One of two digits lies at most fifty years ahead (RFC 9110 §5.6.7).
    private static func year(_ text: String) -> Int? {
        guard let year = number(text.utf8) else { return nil }
        switch text.utf8.count {
        case 4: return year
        case 2:
            let thisYear = 1970 + Glibc.time(nil) / 31_556_952
            return 2000 + year > thisYear + 50 ? 1900 + year : 2000 + year
        default: return nil
        }
    }

    private static func isWeekday(_ text: String) -> Bool {
        let lower = text.lowercased()
        return weekdays.contains { $0 == lower || $0.prefix(3) == lower }
    }

    private static let weekdays = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let space = UInt8(ascii: " ")
    private static let colon = UInt8(ascii: ":")
}
