/// Swedish time by the European Union's rule since 1996: summer time lasts from the last Sunday of
/// March to the last Sunday of October, and changes at 01:00 UTC (directive 2000/84/EC). It is
/// written out because FoundationEssentials has no time zones, and all of Foundation is ten times
/// the size of the program.
package enum SwedishTime {
    /// The date and time in Sweden, such as `2026-11-20 08:30:05`.
    package static func local(_ moment: Timestamp) -> String {
        let seconds = moment.wholeSeconds
        let local = seconds + (isSummer(seconds) ? 7200 : 3600)
        let time = ((local % 86_400) + 86_400) % 86_400
        let date = CalendarDate(dayNumber: (local - time) / 86_400)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(date) \(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))"
    }

    /// The moment at which the day begins in Sweden. Clocks change at 01:00 UTC, which is never
    /// midnight in Sweden.
    package static func beginning(of day: CalendarDate) -> Timestamp {
        let midnight = day.dayNumber * 86_400
        let offset = isSummer(midnight - 3600) ? 7200 : 3600
        return Timestamp(microseconds: Int64(midnight - offset) * 1_000_000)
    }

    /// Whether summer time is in force.
    /// - Parameter now: seconds since 1970.
    private static func isSummer(_ now: Int) -> Bool {
        let year = CalendarDate(dayNumber: (now - ((now % 86_400) + 86_400) % 86_400) / 86_400).year
        guard let begin = lastSunday(of: 3, year), let end = lastSunday(of: 10, year) else {
            return false
        }
        return now >= begin.dayNumber * 86_400 + 3600 && now < end.dayNumber * 86_400 + 3600
    }

    private static func lastSunday(of month: Int, _ year: Int) -> CalendarDate? {
        CalendarDate(year: year, month: month, day: 31).map { $0.adding(days: -($0.weekday % 7)) }
    }
}
