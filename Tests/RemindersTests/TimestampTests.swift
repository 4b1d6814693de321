import Foundation
import Testing

@testable import Reminders

struct TimestampTests {
    @Test(arguments: [
        ("2026-11-20T07:30:05.123Z", "2026-11-20T07:30:05.123000Z"),
        ("2026-11-20T08:30:05.1234567+01:00", "2026-11-20T07:30:05.123456Z"),
        ("2026-03-01t00:00:00z", "2026-03-01T00:00:00.000000Z"),
        ("1969-12-31T23:59:59.75Z", "1969-12-31T23:59:59.750000Z"),
        ("2024-02-29T23:30:00-05:30", "2024-03-01T05:00:00.000000Z"),
    ])
    func aMomentIsReadAndWritten(text: String, written: String) throws {
        let moment = try #require(Timestamp(rfc3339: text))
        #expect(moment.precise == written)
        #expect(moment.description == String(written.dropLast(4)) + "Z")
        #expect(Timestamp(rfc3339: written) == moment)
    }

    /// Foundation's reader takes the first five of these for moments.
    @Test(arguments: [
        "2026-02-30T08:30:00Z", "2026-11-20T24:30:00Z", "2026-11-20T08:61:00Z",
        "2026-11-20T08:30:00Zjunk", "2026-1-20T08:30:00Z", "2026-11-20T08:30:00",
        "2026-11-20 08:30:00Z", "2026-11-20T08:30:00.Z", "2026-11-20T08:30:00+25:00", "now", "",
        "2026-11-20", "2026-11-20T08:30:00.5", "2026-11-20T08:30:00.\u{0663}Z",
        "2026-11-20T+8:+3:+5Z", "2026-11-20T08:30:00+-5:00", "2026-11-20T23:59:60Z",
    ])
    func whatIsNoMomentIsNotTakenForOne(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    /// Moments of two centuries, an odd step apart; Foundation is the other opinion.
    @Test func itIsWrittenAsFoundationWritesIt() {
        let style = Date.ISO8601FormatStyle()
        for seconds in stride(from: -2_208_988_800, through: 4_102_444_800, by: 1_234_577) {
            let moment = Timestamp(microseconds: Int64(seconds) * 1_000_000)
            let date = Date(timeIntervalSince1970: Double(seconds))
            #expect(moment.description == style.format(date).dropLast() + ".000Z")
        }
    }

    /// The clocks of Sweden by the time zone database, hour by hour over forty years of changes.
    @Test func swedishClocksAreThoseOfTheTimeZoneDatabase() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "Europe/Stockholm"))
        for hours in stride(from: 26 * 8766, to: 66 * 8766, by: 7) {
            let date = Date(timeIntervalSince1970: Double(hours) * 3600)
            let parts = calendar.dateComponents([.year, .month, .day, .hour], from: date)
            let local = SwedishTime.local(Timestamp(microseconds: Int64(hours) * 3_600_000_000))
            let expected = [parts.month, parts.day, parts.hour].map { number in
                (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)"
            }
            #expect(
                local == "\(parts.year ?? 0)-\(expected[0])-\(expected[1]) \(expected[2]):00:00")
        }
    }

    /// The changes of 2026, a second of each side, and a year's end.
    @Test(arguments: [
        ("2026-03-29T00:59:59.000Z", "2026-03-29 01:59:59"),
        ("2026-03-29T01:00:00.000Z", "2026-03-29 03:00:00"),
        ("2026-10-25T00:59:59Z", "2026-10-25 02:59:59"),
        ("2026-10-25T01:00:00Z", "2026-10-25 02:00:00"),
        ("2026-12-31T23:30:00.5Z", "2027-01-01 00:30:00"),
        ("2024-03-31T01:00:00Z", "2024-03-31 03:00:00"),
    ])
    func timesAreThoseOfSwedishClocks(utc: String, local: String) throws {
        #expect(SwedishTime.local(try #require(Timestamp(rfc3339: utc))) == local)
    }

    @Test func aDayBeginsAtMidnightInSweden() throws {
        for (day, begins) in [
            ("2026-03-29", "2026-03-28T23:00:00.000Z"), ("2026-03-30", "2026-03-29T22:00:00.000Z"),
            ("2026-10-25", "2026-10-24T22:00:00.000Z"), ("2026-10-26", "2026-10-25T23:00:00.000Z"),
        ] {
            let date = try #require(CalendarDate(iso: day))
            #expect(SwedishTime.beginning(of: date).description == begins)
        }
    }
}
