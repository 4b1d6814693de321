import Testing

@testable import Reminders

struct LateInterestTests {
    private static func date(_ text: String) -> CalendarDate { CalendarDate(iso: text)! }

    private static func interest(
        _ kronor: Int64, due: String, through: String, by rates: ReferenceRates = .published
    ) throws -> LateInterest {
        try LateInterest(
            on: Ore(kronor * 100), due: date(due), through: date(through), by: rates)
    }

    /// 10,000 kr for 30 days at 11.5 % and 32 days at 12 % is 199.726… kr.
    @Test func theRateOfEachHalfYearHoldsForItsDays() throws {
        let interest = try Self.interest(10_000, due: "2023-12-01", through: "2024-02-01")
        #expect(interest.total == Ore(19_973))
        #expect(interest.exact == 1_000_000 * (1_150 * 30 + 1_200 * 32))
        #expect(interest.exact / 3_650 == 19_972_602)
        #expect(interest.periods.map(\.days) == [30, 32])
        #expect(interest.periods.map(\.rate.hundredths) == [1_150, 1_200])
        #expect(interest.periods.map(\.reference.hundredths) == [350, 400])
        #expect(interest.periods.map(\.from.description) == ["2023-12-02", "2024-01-01"])
        #expect(interest.periods.map(\.through.description) == ["2023-12-31", "2024-02-01"])
        #expect(interest.periods.map(\.amount) == [Ore(9_452), Ore(10_521)])
    }

    /// 12,500 kr for 15 days at 8.5 % and 31 days at 10.5 % is 155.137 kr.
    @Test func soDoesTheOtherWorkedCheck() throws {
        let interest = try Self.interest(12_500, due: "2022-12-16", through: "2023-01-31")
        #expect(interest.total == Ore(15_514))
        #expect(interest.exact / 3_650 == 15_513_698)
        #expect(interest.periods.map(\.days) == [15, 31])
        #expect(interest.periods.map(\.rate.hundredths) == [850, 1_050])
    }

    @Test(arguments: ["2024-03-01", "2024-02-29"])
    func noneRunsBeforeTheDayAfterTheDueDate(through: String) throws {
        let interest = try Self.interest(10_000, due: "2024-03-01", through: through)
        #expect(interest.total == .zero && interest.periods.isEmpty)
        let next = try Self.interest(36_500, due: "2024-03-01", through: "2024-03-02")
        #expect(next.total == Ore(1_200) && next.periods.map(\.days) == [1])
    }

    /// A leap year has 366 days of a 365th each.
    @Test func aLeapYearIsADayLonger() throws {
        let leap = try Self.interest(1_000, due: "2023-12-31", through: "2024-12-31")
        #expect(leap.periods.map(\.days) == [182, 184])
        #expect(leap.exact == 100_000 * 1_200 * 366)
        let plain = try Self.interest(1_000, due: "2020-12-31", through: "2021-12-31")
        #expect(plain.exact == 100_000 * 800 * 365 && plain.total == Ore(8_000))
    }

    @Test func aNegativeReferenceRateLowersIt() throws {
        let interest = try Self.interest(10_000, due: "2017-12-31", through: "2018-12-31")
        #expect(interest.periods.map(\.rate.hundredths) == [750, 750])
        #expect(interest.total == Ore(75_000))
    }

    @Test(arguments: ["-8.00", "-12.50"])
    func itIsNeverLessThanNothing(percent: String) throws {
        let rates = try ReferenceRates(adding: "2025-01-01=\(percent),2025-07-01=2.00")
        let interest = try Self.interest(
            10_000, due: "2024-12-31", through: "2025-07-31", by: rates)
        #expect(interest.periods.map(\.rate.hundredths) == [0, 1_000])
        #expect(interest.periods[0].amount == .zero && interest.total > .zero)
    }

    @Test(arguments: [0, -5])
    func whatIsNotOwedBearsNone(kronor: Int64) throws {
        let interest = try Self.interest(kronor, due: "2024-01-01", through: "2024-06-30")
        #expect(interest.total == .zero && interest.periods.isEmpty)
    }

    @Test func itIsRefusedWhereARateIsNotKnown() throws {
        #expect(
            throws: ReferenceRates.Unknown(halfYear: HalfYear(of: Self.date("2025-01-01")))
        ) {
            try Self.interest(100, due: "2024-12-01", through: "2025-01-01")
        }
        #expect(
            throws: ReferenceRates.Unknown(halfYear: HalfYear(of: Self.date("2002-01-01")))
        ) {
            try Self.interest(100, due: "2002-06-01", through: "2003-01-01")
        }
        _ = try Self.interest(100, due: "2024-12-01", through: "2024-12-31")
    }

    /// 73 öre at 10 % for 25 days are half an öre exactly.
    @Test func halfAnOreIsRoundedUp() throws {
        let rates = try ReferenceRates(adding: "2025-07-01=2.00")
        let half = try LateInterest(
            on: Ore(73), due: Self.date("2025-07-31"), through: Self.date("2025-08-25"), by: rates)
        #expect(half.exact * 2 == 3_650_000 && half.total == Ore(1))
        let less = try LateInterest(
            on: Ore(72), due: Self.date("2025-07-31"), through: Self.date("2025-08-25"), by: rates)
        #expect(less.total == .zero)
    }

    @Test func theGreatestAmountsAreExactToo() throws {
        let interest = try LateInterest(
            on: Ore(.max / 2), due: Self.date("2022-12-31"), through: Self.date("2023-12-31"),
            by: .published)
        #expect(interest.exact == Int128(Int64.max / 2) * (1_050 * 181 + 1_150 * 184))
    }

    // MARK: Properties

    /// Amounts and days drawn from a small generator: the same every time.
    private struct Draw {
        private var state: UInt64
        init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
        mutating func number(_ range: ClosedRange<Int>) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return range.lowerBound + Int(state % UInt64(range.count))
        }
    }

    @Test func whatRunsToOneDayAndFromThereOnIsTheWhole() throws {
        var draw = Draw(1)
        let (first, last) = (Self.date("2002-06-30"), Self.date("2024-12-31"))
        for _ in 0..<2_000 {
            let capital = Ore(Int64(draw.number(1...50_000_000)))
            let due = first.adding(days: draw.number(0...last.days(since: first)))
            let end = due.adding(days: draw.number(0...last.days(since: due)))
            let middle = due.adding(days: draw.number(0...end.days(since: due)))
            let whole = try LateInterest(on: capital, due: due, through: end, by: .published)
            let before = try LateInterest(on: capital, due: due, through: middle, by: .published)
            let after = try LateInterest(on: capital, due: middle, through: end, by: .published)
            #expect(whole.exact == before.exact + after.exact)
            #expect(whole.total >= before.total && before.total >= .zero)
            #expect(whole.periods.map(\.amount.value).reduce(0, +) == whole.total.value)
            #expect(whole.periods.allSatisfy { $0.amount >= .zero && $0.days >= 1 })
            #expect(whole.periods.map(\.days).reduce(0, +) == end.days(since: due))
            for (one, next) in zip(whole.periods, whole.periods.dropFirst()) {
                #expect(next.from == one.through.adding(days: 1))
            }
            // Rounded to the nearest öre.
            let error = whole.exact - Int128(whole.total.value) * 3_650_000
            #expect((-1_825_000..<1_825_000).contains(error))
        }
    }

    /// Against a reckoning day by day, which knows no half-years.
    @Test func itIsTheSumOfItsDays() throws {
        var draw = Draw(7)
        for _ in 0..<50 {
            let capital = Ore(Int64(draw.number(1...9_999_999)))
            let due = Self.date("2015-01-01").adding(days: draw.number(0...2_000))
            let end = due.adding(days: draw.number(1...900))
            var sum: Int128 = 0
            var day = due.adding(days: 1)
            while day <= end {
                let rate = try ReferenceRates.published.rate(of: HalfYear(of: day)).hundredths
                sum += Int128(capital.value) * Int128(rate + 800)
                day = day.adding(days: 1)
            }
            let interest = try LateInterest(on: capital, due: due, through: end, by: .published)
            #expect(interest.exact == sum)
        }
    }
}
