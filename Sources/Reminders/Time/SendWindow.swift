/// The hours of a day, by Swedish time, in which letters of a creditor may leave.
package struct SendWindow: Hashable, Sendable {
    /// Minutes after midnight, 0...1439.
    package let opens: Int
    /// Minutes after midnight, more than `opens`, 1440 at most.
    package let closes: Int
    /// Whether letters leave on bank days alone (`BankDays`).
    package let isOnBankDays: Bool

    /// - Returns: nil unless `0 ≤ opens < closes ≤ 1440`.
    package init?(opens: Int, closes: Int, isOnBankDays: Bool) {
        guard 0 <= opens, opens < closes, closes <= Self.minutesOfDay else { return nil }
        self.opens = opens
        self.closes = closes
        self.isOnBankDays = isOnBankDays
    }

    /// Reads two times of a day, `HH:MM`. More may follow a time, as the seconds do that PostgreSQL
    /// writes.
    /// - Returns: nil for any other text, and for times in the wrong order.
    package init?(opens: String, closes: String, isOnBankDays: Bool) {
        guard let first = Self.minutes(opens), let last = Self.minutes(closes) else { return nil }
        self.init(opens: first, closes: last, isOnBankDays: isOnBankDays)
    }

    /// Reads `HH:MM-HH:MM`, as in `07:00-20:00`.
    /// - Returns: nil for any other text, and for times in the wrong order.
    package init?(_ text: String, isOnBankDays: Bool) {
        let times = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard times.count == 2, times.allSatisfy({ $0.utf8.count == 5 }) else { return nil }
        self.init(opens: times[0], closes: times[1], isOnBankDays: isOnBankDays)
    }

    private static let minutesOfDay = 1440

    /// `HH:MM`.
    package var opening: String { Self.text(opens) }
    package var closing: String { Self.text(closes) }

    /// More than the time between two windows: banks are closed for five days running at most.
    package static let longestPause = Duration.seconds(8 * 86_400)

    /// Returns the window that is open at a moment, or else the next one: from its first moment to
    /// the one at which it is over.
    ///
    /// The times are those of Swedish clocks (`SwedishTime.moment`).
    package func next(at moment: Timestamp) -> Range<Timestamp> {
        var day = SwedishTime.date(at: moment)
        while true {
            let until = SwedishTime.moment(minutes: closes, of: day)
            if until > moment, !isOnBankDays || BankDays.isBankDay(day) {
                // In spring, 02:30 to 03:15 begins an hour later and would end before that.
                return min(SwedishTime.moment(minutes: opens, of: day), until)..<until
            }
            day = day.adding(days: 1)
        }
    }

    private static func minutes(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 5, bytes[2] == UInt8(ascii: ":") else { return nil }
        let digits = [bytes[0], bytes[1], bytes[3], bytes[4]].map { Int($0) - 48 }
        guard digits.allSatisfy({ (0...9).contains($0) }), digits[2] < 6 else { return nil }
        return (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]
    }

    private static func text(_ minutes: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(minutes / 60)):\(two(minutes % 60))"
    }
}

extension SendWindow: CustomStringConvertible {
    /// `07:00-20:00`.
    package var description: String { "\(opening)-\(closing)" }
}
