import Reminders
import Testing

struct BankDaysTests {
    static func date(_ text: String) -> CalendarDate { CalendarDate(iso: text)! }

    @Test(arguments: [
        "1943-04-25", "2000-04-23", "2008-03-23", "2024-03-31", "2025-04-20", "2026-04-05",
        "2038-04-25",
    ])
    func easterFallsWhereTheAlmanacSays(day: String) {
        let date = Self.date(day)
        #expect(BankDays.easterSunday(of: date.year) == date)
    }

    @Test(arguments: [
        "2026-01-01", "2026-01-06", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14",
        "2024-06-06", "2026-06-19", "2026-12-24", "2026-12-25", "2024-12-26", "2026-12-31",
        "2026-11-21", "2026-11-22", "2020-06-19", "2021-06-25",
    ])
    func banksAreClosed(day: String) {
        #expect(!BankDays.isBankDay(Self.date(day)))
    }

    @Test(arguments: [
        "2026-01-02", "2026-01-05", "2026-04-02", "2026-04-07", "2026-05-15", "2026-06-18",
        "2026-06-12", "2026-06-26", "2026-06-22", "2026-12-23", "2026-12-30", "2026-11-23",
    ])
    func banksAreOpen(day: String) {
        #expect(BankDays.isBankDay(Self.date(day)))
    }

    @Test func countingPassesOverEasterAndWeekends() {
        let wednesday = Self.date("2026-04-01")
        #expect(BankDays.adding(0, to: wednesday) == wednesday)
        #expect(BankDays.adding(1, to: wednesday) == Self.date("2026-04-02"))
        #expect(BankDays.adding(2, to: wednesday) == Self.date("2026-04-07"))
        #expect(BankDays.adding(0, to: Self.date("2026-04-04")) == Self.date("2026-04-04"))
        #expect(BankDays.adding(3, to: Self.date("2026-12-23")) == Self.date("2026-12-30"))
    }

    @Test func countingBackwardsIsOurBug() async {
        await #expect(processExitsWith: .failure) {
            _ = BankDays.adding(-1, to: CalendarDate(dayNumber: 20_000))
        }
    }
}

struct CalendarDateTests {
    @Test(arguments: ["2026-02-29", "2100-02-29", "2026-04-31", "2026-13-01", "2026-00-10"])
    func daysThatTheCalendarDoesNotHaveAreNone(text: String) {
        #expect(CalendarDate(iso: text) == nil)
    }

    @Test func everyDayOfThreeCenturiesHasOneNumber() {
        var expected = CalendarDate(year: 1900, month: 1, day: 1)!.dayNumber
        for year in 1900...2199 {
            for month in 1...12 {
                for day in 1...31 {
                    guard let date = CalendarDate(year: year, month: month, day: day) else {
                        continue
                    }
                    #expect(date.dayNumber == expected)
                    #expect(date.components == (year, month, day))
                    expected += 1
                }
            }
        }
        #expect(CalendarDate(dayNumber: expected).description == "2200-01-01")
    }

    @Test func aYearAfterALeapDayIsTheLastOfFebruary() {
        let leapDay = CalendarDate(iso: "2024-02-29")!
        #expect(leapDay.adding(years: 2).description == "2026-02-28")
        #expect(leapDay.adding(years: 4).description == "2028-02-29")
        #expect(CalendarDate(iso: "2024-11-23")!.adding(years: 2).description == "2026-11-23")
    }
}
