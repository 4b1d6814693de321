/// The reference rate of Räntelagen § 9 by half-year: the Riksbank's policy rate at the end of the
/// half-year before, rounded up to the next half percentage point. Negative ones exist.
///
/// - SeeAlso: https://www.riksbank.se/sv/statistik/rantor-och-valutakurser/referensranta/ and
///   https://www.riksbank.se/sv/statistik/sok-rantor--valutakurser/referensranta/, read for
///   2002-07-01 to 2024-07-01. Later rates could not be verified when this was written: they come
///   from a setting, and without it a half-year has none.
package struct ReferenceRates: Hashable, Sendable {
    /// No rate is known for a half-year.
    package struct Unknown: Error, Hashable, Sendable {
        package let halfYear: HalfYear
        package init(halfYear: HalfYear) { self.halfYear = halfYear }
    }

    /// What is wrong with the setting.
    package enum Invalid: Error, Hashable, Sendable {
        /// Not of the form `2025-01-01=3.00`, or no first day of a half-year.
        case entry(String)
        /// Another rate than the published one, or two rates for one half-year.
        case contradiction(HalfYear)
    }

    private var rates: [HalfYear: YearlyRate]

    /// Hundredths of a percentage point from 2002-07-01 on, one per half-year.
    private static let table = [
        450, 400, 300, 300, 200, 200, 150, 150, 250, 300, 350,
        400, 450, 200, 50, 50, 50, 150, 200, 200, 150, 100,
        100, 100, 100, 0, 0, 0, -50, -50, -50, -50, -50,
        -50, 0, 0, 0, 0, 0, 0, 50, 250, 350, 400, 400,
    ]

    /// Those that were read at the Riksbank.
    package static let published: ReferenceRates = {
        var rates: [HalfYear: YearlyRate] = [:]
        var halfYear = HalfYear(
            of: CalendarDate(dayNumber: CalendarDate.dayNumber(year: 2002, month: 7, day: 1)))
        for hundredths in table {
            rates[halfYear] = YearlyRate(hundredths: hundredths)
            halfYear = halfYear.next
        }
        return ReferenceRates(rates: rates)
    }()

    private init(rates: [HalfYear: YearlyRate]) { self.rates = rates }

    /// The published ones and those of a setting.
    /// - Parameter setting: `2025-01-01=3.00,2025-07-01=2.00`; white space is ignored.
    package init(adding setting: String) throws(Invalid) {
        self = .published
        let entries = setting.filter { !$0.isWhitespace }.split(separator: ",")
        for entry in entries {
            let parts = entry.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, let day = CalendarDate(iso: parts[0]),
                HalfYear(of: day).first == day, let rate = YearlyRate(percent: parts[1])
            else { throw .entry(String(entry)) }
            let halfYear = HalfYear(of: day)
            guard (rates[halfYear] ?? rate) == rate else { throw .contradiction(halfYear) }
            rates[halfYear] = rate
        }
    }

    /// The rate in force during a half-year.
    package func rate(of halfYear: HalfYear) throws(Unknown) -> YearlyRate {
        guard let rate = rates[halfYear] else { throw Unknown(halfYear: halfYear) }
        return rate
    }
}
