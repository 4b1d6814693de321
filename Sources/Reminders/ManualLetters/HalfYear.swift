/// January to June or July to December of one year: the period for which one reference rate is in
/// force. Its description is its first day.
package struct HalfYear: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 1 January or 1 July.
    package let first: CalendarDate

    /// The half-year that contains the day.
    package init(of date: CalendarDate) {
        let (year, month, _) = date.components
        first = CalendarDate(
            dayNumber: CalendarDate.dayNumber(year: year, month: month <= 6 ? 1 : 7, day: 1))
    }

    /// The following half-year: 184 days lead from either first day into it.
    package var next: HalfYear { HalfYear(of: first.adding(days: 184)) }
    package var last: CalendarDate { next.first.adding(days: -1) }

    package static func < (left: HalfYear, right: HalfYear) -> Bool { left.first < right.first }

    package var description: String { first.description }
}
