/// January to June or July to December of one year: for so long a reference rate holds.
package struct HalfYear: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 1 January or 1 July.
    package let first: CalendarDate

    /// The half-year that the day lies in.
    package init(of date: CalendarDate) {
        let (year, month, _) = date.components
        first = CalendarDate(
            dayNumber: CalendarDate.dayNumber(year: year, month: month <= 6 ? 1 : 7, day: 1))
    }

    package var next: HalfYear { HalfYear(of: first.adding(days: 184)) }
    package var last: CalendarDate { next.first.adding(days: -1) }

    package static func < (left: HalfYear, right: HalfYear) -> Bool { left.first < right.first }

    package var description: String { first.description }
}
