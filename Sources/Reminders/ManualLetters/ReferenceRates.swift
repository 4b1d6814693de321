/// The reference rate of Räntelagen § 9 for each half-year: the Riksbank's policy rate at the end
/// of the previous half-year, rounded up to the next half percentage point. It can be negative.
///
/// - SeeAlso: https://www.riksbank.se/sv/statistik/rantor-och-valutakurser/referensranta/ and
///   https://www.riksbank.se/sv/statistik/sok-rantor--valutakurser/referensranta/, read for
///   2002-07-01 to 2024-07-01. Later rates could not be verified when this was written. They come
///   from a setting; without it, later half-years have no rate.
package struct ReferenceRates: Hashable, Sendable {
    /// A half-year has no known rate.
    package struct Unknown: Error, Hashable, Sendable {
        package let halfYear: HalfYear
        package init(halfYear: HalfYear) { self.halfYear = halfYear }
    }

    /// An error in the setting.
    package enum Invalid: Error, Hashable, Sendable {
        /// An entry is not of the form `2025-01-01=3.00`, or its date is not the first day of a
        /// half-year.
        case entry(String)
        /// The rate differs from the published one, or the setting has two rates for one half-year.
        case contradiction(HalfYear)
    }

    private var rates: [HalfYear: YearlyRate]

    /// Hundredths of a percentage point, one for each half-year from 2002-07-01 on.
    private static let table = [
        450, 400, 300, 300, 200, 200, 150, 150, 250, 300, 350,
        400, 450, 200, 50, 50, 50, 150, 200, 200, 150, 100,
        100, 100, 100, 0, 0, 0, -50, -50, -50, -50, -50,
        -50, 0, 0, 0, 0, 0, 0, 50, 250, 350, 400, 400,
    ]

    /// The rates that were read at the Riksbank.
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

    /// Adds the rates of a setting to the published ones.
    /// - Parameter setting: such as `2025-01-01=3.00,2025-07-01=2.00`; white space is ignored.
    /// - Throws: `Invalid`.
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
