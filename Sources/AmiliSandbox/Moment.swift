/// A moment by Amili's clock, in milliseconds since 1970.
package struct Moment: Hashable, Comparable, Sendable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (left: Moment, right: Moment) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// Milliseconds.
    static let day: Int64 = 86_400_000
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// RFC 1123, whole seconds: `Mon, 01 Jun 2026 00:00:00 GMT`.
    package var http: String {
        let (days, time) = milliseconds.quotientAndRemainder(floor: Moment.day)
        let date = CivilDate(daysSince1970: days)
        // 1 January 1970 was a Thursday.
        let weekday = Int((days + 3).quotientAndRemainder(floor: 7).1)
        return Moment.weekdays[weekday] + ", " + padded(date.day, 2) + " "
            + Moment.months[date.month - 1] + " " + padded(date.year, 4) + " "
            + Moment.clock(time) + " GMT"
    }

    /// RFC 3339 in UTC with milliseconds: `2026-06-01T00:00:00.000Z`.
    package var rfc3339: String {
        let (days, time) = milliseconds.quotientAndRemainder(floor: Moment.day)
        let date = CivilDate(daysSince1970: days)
        return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2) + "T"
            + Moment.clock(time) + "." + padded(Int(time % 1000), 3) + "Z"
    }

    /// `HH:MM:SS` of a time of day in milliseconds.
    private static func clock(_ time: Int64) -> String {
        let seconds = Int(time / 1000)
        return padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":"
            + padded(seconds % 60, 2)
    }

    /// Reads RFC 1123 exactly as `http` writes it, with an existing date and the right weekday; nil
    /// for anything else.
    package init?(http text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 6, let day = Int(parts[1]), let year = Int(parts[3]),
            let month = Moment.months.firstIndex(of: String(parts[2])), (1...31).contains(day),
            (1...9999).contains(year)
        else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int64($0) }
        guard clock.count == 3, clock[0] < 24, clock[1] < 60, clock[2] < 60 else { return nil }
        let days = CivilDate(year: year, month: month + 1, day: day).daysSince1970
        let seconds = clock[0] * 3600 + clock[1] * 60 + clock[2]
        milliseconds = days * Moment.day + seconds * 1000
        if http != text { return nil }
    }
}

/// A date of the Gregorian calendar.
private struct CivilDate {
    var year: Int
    var month: Int
    var day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    // Both conversions count years from 1 March, so that the leap day is the last of its year, in
    // eras of 400 years, which are 146,097 days long.
    init(daysSince1970 days: Int64) {
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(floor: 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
        month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int64 {
        let (era, yearOfEra) = Int64(month <= 2 ? year - 1 : year).quotientAndRemainder(floor: 400)
        let monthFromMarch = Int64(month > 2 ? month - 3 : month + 9)
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + Int64(day) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

extension Int64 {
    /// Division that rounds down, so that the remainder is never negative.
    fileprivate func quotientAndRemainder(floor divisor: Int64) -> (Int64, Int64) {
        let remainder = (self % divisor + divisor) % divisor
        return ((self - remainder) / divisor, remainder)
    }
}

/// Decimal digits with leading zeros up to `width`.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
