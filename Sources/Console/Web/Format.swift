import Reminders

/// Money, numbers, dates and times as people here write them.
enum Format {
    /// `1 234,50` with U+00A0 between thousands and U+2212 before what is less than nothing.
    static func kronor(_ ore: Int64) -> String {
        let cents = ore.magnitude % 100
        return (ore < 0 ? "\u{2212}" : "") + grouped(ore.magnitude / 100)
            + ",\(cents < 10 ? "0" : "")\(cents)"
    }

    /// `1 234,50 kr`, or with another currency's code.
    static func money(_ amount: Ore, _ currency: String = "SEK") -> String {
        kronor(amount.value) + "\u{A0}" + (currency == "SEK" ? "kr" : currency)
    }

    /// `12 345`.
    static func count(_ number: Int) -> String {
        (number < 0 ? "\u{2212}" : "") + grouped(UInt64(number.magnitude))
    }

    private static func grouped(_ number: UInt64) -> String {
        var digits = String(number)
        var result = ""
        while digits.count > 3 {
            result = "\u{A0}" + digits.suffix(3) + result
            digits = String(digits.dropLast(3))
        }
        return digits + result
    }

    /// `41 s`, `2 min 5 s`, `3 h 20 min`.
    static func span(_ seconds: Double) -> String {
        let whole = max(0, Int(seconds.rounded()))
        if whole < 60 { return "\(whole)\u{A0}s" }
        if whole < 3600 { return "\(whole / 60)\u{A0}min \(whole % 60)\u{A0}s" }
        if whole < 86_400 { return "\(whole / 3600)\u{A0}h \(whole % 3600 / 60)\u{A0}min" }
        return "\(whole / 86_400)\u{A0}d \(whole % 86_400 / 3600)\u{A0}h"
    }

    /// A moment (RFC 3339 UTC, as the store tells it) as Sweden's clocks show it: `2026-11-20
    /// 08:30`. Empty for nil.
    static func moment(_ text: String?, seconds: Bool = false) -> HTML {
        guard let text, let local = SwedishTime.local(text) else { return .empty }
        let shown = seconds ? local : String(local.prefix(16))
        return "<time datetime=\"\(text)\">\(shown)</time>"
    }
}

/// Swedish time by the rule of the European Union since 1996: summer time from the last Sunday of
/// March to the last Sunday of October, changed at 01:00 UTC (directive 2000/84/EC). Foundation's
/// essentials know no time zones, and the whole of Foundation is ten times the program.
enum SwedishTime {
    /// `2026-11-20T07:30:05.123Z` as `2026-11-20 08:30:05`.
    static func local(_ text: String) -> String? {
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
