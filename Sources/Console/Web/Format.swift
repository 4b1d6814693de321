import FoundationEssentials
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

    /// `kl. 10:02:49`, with the date if that is another day than today by Sweden's clocks.
    static func timeOfDay(_ moment: Timestamp) -> String {
        let local = SwedishTime.local(moment)
        let time = "kl. \(local.suffix(8))"
        let now = Timestamp(secondsSince1970: Date().timeIntervalSince1970)
        let today = SwedishTime.local(now).prefix(10)
        return local.prefix(10) == today ? time : "\(local.prefix(10)) \(time)"
    }

    /// A moment as Sweden's clocks show it: `2026-11-20 08:30`. Empty for nil.
    static func moment(_ moment: Timestamp?, seconds: Bool = false) -> HTML {
        guard let moment else { return .empty }
        let local = SwedishTime.local(moment)
        let shown = seconds ? local : String(local.prefix(16))
        return "<time datetime=\"\(moment.description)\">\(shown)</time>"
    }
}
