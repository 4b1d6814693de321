/// Swedish time by the rule of the European Union since 1996: summer time from the last Sunday of
/// March to the last Sunday of October, changed at 01:00 UTC (directive 2000/84/EC). Foundation's
/// essentials know no time zones, and the whole of Foundation is ten times the program.
package enum SwedishTime {
    /// `2026-11-20T07:30:05.123Z` as `2026-11-20 08:30:05`.
    package static func local(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, let day = CalendarDate(iso: text.prefix(10)),
            let hour = Int(text.dropFirst(11).prefix(2)),
            let minute = Int(text.dropFirst(14).prefix(2)),
            let second = Int(text.dropFirst(17).prefix(2))
        else { return nil }
        let time = hour * 3600 + minute * 60 + second
        let shifted = time + (isSummer(day, seconds: time) ? 7200 : 3600)
        let date = day.adding(days: shifted / 86_400)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let rest = shifted % 86_400
        return "\(date) \(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
    }

    /// When the day begins in Sweden, in seconds since 1970. Clocks change at 01:00 UTC, which is
    /// never midnight here.
    package static func beginning(of day: CalendarDate) -> Int {
        let isSummer = isSummer(day.adding(days: -1), seconds: 23 * 3600)
        return day.dayNumber * 86_400 - (isSummer ? 7200 : 3600)
    }

    /// - Parameter seconds: since midnight UTC.
    private static func isSummer(_ day: CalendarDate, seconds: Int) -> Bool {
        guard let begin = lastSunday(of: 3, day.year), let end = lastSunday(of: 10, day.year) else {
            return false
        }
        let now = day.dayNumber * 86_400 + seconds
        return now >= begin.dayNumber * 86_400 + 3600 && now < end.dayNumber * 86_400 + 3600
    }

    private static func lastSunday(of month: Int, _ year: Int) -> CalendarDate? {
        CalendarDate(year: year, month: month, day: 31).map { $0.adding(days: -($0.weekday % 7)) }
    }
}
