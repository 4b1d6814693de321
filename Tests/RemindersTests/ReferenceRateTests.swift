import Reminders
import Testing

struct ReferenceRateTests {
    private static func date(_ text: String) -> CalendarDate { CalendarDate(iso: text)! }

    private static func rate(_ day: String, of rates: ReferenceRates = .published) throws -> Int {
        try rates.rate(of: HalfYear(of: date(day))).hundredths
    }

    @Test(arguments: [
        ("2002-07-01", 450), ("2003-01-01", 400), ("2005-12-31", 150), ("2008-07-01", 450),
        ("2009-01-01", 200), ("2009-07-01", 50), ("2013-01-01", 100), ("2014-07-01", 100),
        ("2015-01-01", 0), ("2016-06-30", 0), ("2016-07-01", -50), ("2019-06-30", -50),
        ("2019-07-01", 0), ("2022-06-30", 0), ("2022-07-01", 50), ("2023-01-01", 250),
        ("2023-12-31", 350), ("2024-01-01", 400), ("2024-12-31", 400),
    ])
    func theRiksbankPublished(day: String, hundredths: Int) throws {
        #expect(try Self.rate(day) == hundredths)
    }

    @Test func noneIsMadeUp() throws {
        for day in ["2002-06-30", "2025-01-01", "2031-05-05"] {
            let halfYear = HalfYear(of: Self.date(day))
            #expect(throws: ReferenceRates.Unknown(halfYear: halfYear)) {
                try ReferenceRates.published.rate(of: halfYear)
            }
        }
        #expect(HalfYear(of: Self.date("2025-03-03")).description == "2025-01-01")
        #expect(HalfYear(of: Self.date("2025-12-31")).description == "2025-07-01")
    }

    /// § 9 rounds up to the next half point.
    @Test func allAreHalfPoints() throws {
        var halfYear = HalfYear(of: Self.date("2002-07-01"))
        var count = 0
        while let rate = try? ReferenceRates.published.rate(of: halfYear) {
            #expect(rate.hundredths % 50 == 0)
            count += 1
            halfYear = halfYear.next
        }
        #expect(count == 45 && halfYear.first == Self.date("2025-01-01"))
    }

    @Test func halfYearsFollowOneAnother() {
        var day = Self.date("1999-01-01")
        while day < Self.date("2102-01-01") {
            let halfYear = HalfYear(of: day)
            #expect(halfYear.first == day && halfYear.last < halfYear.next.first)
            #expect(HalfYear(of: halfYear.last) == halfYear)
            #expect((181...184).contains(halfYear.last.days(since: day) + 1))
            day = halfYear.next.first
        }
    }

    @Test func aSettingAddsLaterOnes() throws {
        let rates = try ReferenceRates(
            adding: " 2025-01-01=3.00, 2025-07-01 = 2,2026-01-01=-0.5,2024-07-01=4.00,")
        #expect(try Self.rate("2025-06-30", of: rates) == 300)
        #expect(try Self.rate("2025-12-31", of: rates) == 200)
        #expect(try Self.rate("2026-01-01", of: rates) == -50)
        #expect(try Self.rate("2002-07-01", of: rates) == 450)
        #expect(throws: (any Error).self) { try Self.rate("2026-07-01", of: rates) }
        #expect(try ReferenceRates(adding: "") == .published)
    }

    @Test(arguments: [
        "2025-01-02=3.00", "2025-02-01=3.00", "2025-01-01", "2025-01-01=", "2025-01-01=3.005",
        "2025-01-01=3.", "2025-01-01=.5", "2025-01-01=3,00", "2025-01-01=51", "2025-01-01=-21",
        "2025-01-01=+3", "2025-01-01=3=3", "=3", "2025-13-01=3", "2025-01-01=--3",
    ])
    func aSettingThatCannotBeReadIsRefused(text: String) {
        #expect(throws: ReferenceRates.Invalid.self) { try ReferenceRates(adding: text) }
    }

    @Test func aSettingChangesNothingThatIsKnown() {
        let halfYear = HalfYear(of: Self.date("2024-07-01"))
        #expect(throws: ReferenceRates.Invalid.contradiction(halfYear)) {
            try ReferenceRates(adding: "2024-07-01=3.50")
        }
        #expect(throws: ReferenceRates.Invalid.self) {
            try ReferenceRates(adding: "2025-01-01=3.00,2025-01-01=3.50")
        }
    }

    @Test(arguments: [(1_150, "11.50"), (-50, "-0.50"), (5, "0.05"), (0, "0.00")])
    func aRateIsWrittenWithTwoDecimals(hundredths: Int, text: String) {
        #expect(YearlyRate(hundredths: hundredths).percent == text)
        #expect(YearlyRate(percent: text)?.hundredths == hundredths)
    }
}
