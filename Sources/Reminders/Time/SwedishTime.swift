/// Swedish time by the European Union's rule since 1996: summer time lasts from the last Sunday of
/// March to the last Sunday of October, and changes at 01:00 UTC (directive 2000/84/EC). It is
/// written out because FoundationEssentials has no time zones, and all of Foundation is ten times
/// the size of the program.
package enum SwedishTime {
    /// The date and time in Sweden, such as `2026-11-20 08:30:05`.
    package static func local(_ moment: Timestamp) -> String {
        let (date, time) = parts(moment)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(date) \(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))"
    }

    /// The date in Sweden.
    package static func date(at moment: Timestamp) -> CalendarDate { parts(moment).date }

    /// The moment at which Swedish clocks show a time. A time that is skipped in spring is taken
    /// for the same time an hour later; of one that comes twice in autumn, this is the first.
    /// - Parameter minutes: after midnight, 0...1440.
    package static func moment(minutes: Int, of day: CalendarDate) -> Timestamp {
        let local = day.dayNumber * 86_400 + minutes * 60
        let offset = isSummer(local - 7200) ? 7200 : 3600
        return Timestamp(microseconds: Int64(local - offset) * 1_000_000)
    }

    /// The moment at which the day begins in Sweden. Clocks change at 01:00 UTC, which is never
    /// midnight in Sweden.
    package static func beginning(of day: CalendarDate) -> Timestamp { moment(minutes: 0, of: day) }

    /// The date in Sweden, and the seconds since midnight that clocks show.
    private static func parts(_ moment: Timestamp) -> (date: CalendarDate, time: Int) {
        let seconds = moment.wholeSeconds
        let local = seconds + (isSummer(seconds) ? 7200 : 3600)
        let time = ((local % 86_400) + 86_400) % 86_400
        return (CalendarDate(dayNumber: (local - time) / 86_400), time)
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
