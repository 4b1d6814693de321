import Reminders

/// The date form of HTTP headers and of Amili's `_created`: `Mon, 01 Jun 2026 12:34:56 GMT`
/// (RFC 1123, always GMT). The two older forms of HTTP count as unreadable.
enum HTTPDate {
    /// - Returns: seconds since 1970-01-01 00:00:00 UTC; nil if the text is anything else.
    static func seconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count == 29, bytes[3...4].elementsEqual(", ".utf8),
            bytes[25...].elementsEqual(" GMT".utf8), bytes[7] == space, bytes[11] == space,
            bytes[16] == space, bytes[19] == colon, bytes[22] == colon,
            let day = number(bytes[5..<7]),
            let month = months.firstIndex(where: { $0.utf8.elementsEqual(bytes[8..<11]) }),
            let year = number(bytes[12..<16]),
            let hour = number(bytes[17..<19]), hour < 24,
            let minute = number(bytes[20..<22]), minute < 60,
            // A leap second is taken for the first of the next minute.
            let second = number(bytes[23..<25]), second <= 60,
            let date = CalendarDate(year: year, month: month + 1, day: day)
        else { return nil }
        return Int64(date.dayNumber) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let space = UInt8(ascii: " ")
    private static let colon = UInt8(ascii: ":")

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var result = 0
        for digit in digits {
            guard (48...57).contains(digit) else { return nil }
            result = result * 10 + Int(digit - 48)
        }
        return result
    }
}

/// The header `Retry-After`: whole seconds, or a date.
enum RetryAfter {
    /// No wait is longer than this (about 31 years), so that nobody's sums overflow; whoever waits
    /// has a far lower bound.
    static let longest: Int64 = 999_999_999

    /// - Parameters:
    ///   - text: the header's value; nil if there was none.
    ///   - now: seconds since 1970 by the clock that a date in it was written by.
    /// - Returns: nil if there is none, or none that makes sense (a date that has passed does not).
    static func span(_ text: String?, now: Int64) -> Duration? {
        guard let text, !text.isEmpty else { return nil }
        if text.utf8.allSatisfy({ (48...57).contains($0) }) {
            return .seconds(min(Int64(text) ?? longest, longest))
        }
        guard let moment = HTTPDate.seconds(text), moment >= now else { return nil }
        return .seconds(min(moment - now, longest))
    }
}
