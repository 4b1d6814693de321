/// Interest on arrears by Räntelagen §§ 3 and 6. The rate of each day is the reference rate in
/// force plus eight percentage points. Interest is simple, on the unpaid capital, from the day
/// after the due date. A year has 365 days, leap years too: that is usage, no law says it. The sum
/// is computed exactly and rounded once at the end.
package struct LateInterest: Hashable, Sendable {
    /// The days of one half-year that bear interest.
    package struct Period: Hashable, Sendable {
        /// The first and the last of these days, both included.
        package let from: CalendarDate
        package let through: CalendarDate
        package let reference: YearlyRate
        /// The rate that is claimed: the reference rate plus the margin, never below zero.
        package let rate: YearlyRate
        /// Rounded such that the periods add up to the total.
        package let amount: Ore

        package var days: Int { through.days(since: from) + 1 }
    }

    /// Percentage points above the reference rate (Räntelagen § 6), in hundredths.
    package static let margin = 800

    /// In chronological order; empty if no day bears interest.
    package let periods: [Period]
    /// In whole öre, half an öre rounded up.
    package let total: Ore

    /// The unrounded sum in units of 1/3,650,000 öre.
    let exact: Int128
    private static let unitsPerOre: Int128 = 365 * 10_000

    /// Computes the interest of one debt.
    /// - Parameters:
    ///   - capital: the unpaid amount; zero or less bears no interest.
    ///   - due: a date fixed in advance, so that interest runs from the day after it.
    ///   - through: the last day that bears interest.
    /// - Throws: `ReferenceRates.Unknown` if a half-year of the period has no rate.
    package init(
        on capital: Ore, due: CalendarDate, through: CalendarDate, by rates: ReferenceRates
    ) throws(ReferenceRates.Unknown) {
        var periods: [Period] = []
        var exact: Int128 = 0
        var total = Ore.zero
        var day = due.adding(days: 1)
        while day <= through, capital > .zero {
            let halfYear = HalfYear(of: day)
            let reference = try rates.rate(of: halfYear)
            let rate = YearlyRate(hundredths: max(reference.hundredths + Self.margin, 0))
            let last = min(halfYear.last, through)
            exact +=
                Int128(capital.value) * Int128(rate.hundredths)
                * Int128(last.days(since: day) + 1)
            let soFar = Self.rounded(exact)
            periods.append(
                Period(
                    from: day, through: last, reference: reference, rate: rate,
                    amount: Ore(soFar.value - total.value)))
            total = soFar
            day = last.adding(days: 1)
        }
        self.periods = periods
        self.exact = exact
        self.total = total
    }

    /// Rounds to whole öre, half an öre up.
    /// - Precondition: `exact` is not negative.
    private static func rounded(_ exact: Int128) -> Ore {
        Ore(Int64((2 * exact + unitsPerOre) / (2 * unitsPerOre)))
    }
}
