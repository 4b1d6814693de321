/// The days on which Swedish banks settle payments: Monday to Friday, without public holidays and
/// without the three eves on which banks are closed (Midsummer, Christmas, New Year).
package enum BankDays {
    package static func isBankDay(_ date: CalendarDate) -> Bool {
        if date.weekday >= 6 { return false }
        let (year, month, day) = date.components
        switch (month, day) {
        case (1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31): return false
        // Midsummer Eve.
        case (6, 19...25) where date.weekday == 5: return false
        default: break
        }
        // Good Friday, Easter Monday, Ascension Day.
        return ![-2, 1, 39].contains(date.days(since: easterSunday(of: year)))
    }

    /// The `count`-th bank day after the date; the date itself if `count` is 0.
    /// - Precondition: `count` is 0 or more.
    package static func adding(_ count: Int, to date: CalendarDate) -> CalendarDate {
        precondition(count >= 0, "bank days are counted forwards")
        var result = date
        var left = count
        while left > 0 {
            result = result.adding(days: 1)
            if isBankDay(result) { left -= 1 }
        }
        return result
    }

    /// Easter Sunday of a Gregorian year, by the computus of Meeus, Jones and Butcher.
    package static func easterSunday(of year: Int) -> CalendarDate {
        let golden = year % 19
        let century = year / 100
        let yearOfCentury = year % 100
        let correction = (century - (century + 8) / 25 + 1) / 3
        let epact = (19 * golden + century - century / 4 - correction + 15) % 30
        let weekday =
            (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - epact - yearOfCentury % 4) % 7
        let late = (golden + 11 * epact + 22 * weekday) / 451
        let sum = epact + weekday - 7 * late + 114
        return CalendarDate(
            dayNumber: CalendarDate.dayNumber(year: year, month: sum / 31, day: sum % 31 + 1))
    }
}
