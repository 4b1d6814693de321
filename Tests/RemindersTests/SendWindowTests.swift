import Reminders
import Testing

/// The hours in which a creditor's letters may leave.
struct SendWindowTests {
    @Test(arguments: [
        // A morning before, in, at the end of and after the window of a winter's day.
        ("07:00-20:00", false, "2026-12-03T05:59:59Z", "2026-12-03T06:00:00Z", 13),
        ("07:00-20:00", false, "2026-12-03T06:00:00Z", "2026-12-03T06:00:00Z", 13),
        ("07:00-20:00", false, "2026-12-03T18:59:59Z", "2026-12-03T06:00:00Z", 13),
        ("07:00-20:00", false, "2026-12-03T19:00:00Z", "2026-12-04T06:00:00Z", 13),
        // In summer an hour earlier by UTC, and the Swedish date is what counts.
        ("07:00-20:00", false, "2026-07-01T22:30:00Z", "2026-07-02T05:00:00Z", 13),
        ("00:00-24:00", false, "2026-07-01T22:30:00Z", "2026-07-01T22:00:00Z", 24),
        // Friday evening, Easter, Christmas and New Year.
        ("08:00-16:00", true, "2026-12-04T15:00:00Z", "2026-12-07T07:00:00Z", 8),
        ("08:00-16:00", true, "2026-04-02T14:00:00Z", "2026-04-07T06:00:00Z", 8),
        ("08:00-16:00", true, "2026-12-23T15:00:00Z", "2026-12-28T07:00:00Z", 8),
        ("08:00-16:00", true, "2026-12-31T10:00:00Z", "2027-01-04T07:00:00Z", 8),
        ("08:00-16:00", false, "2026-12-31T10:00:00Z", "2026-12-31T07:00:00Z", 8),
        // The days on which clocks change: one is 23 hours long, the other 25.
        ("00:00-24:00", false, "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", 23),
        ("00:00-24:00", false, "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", 25),
        ("01:00-04:00", false, "2026-03-29T00:00:00Z", "2026-03-29T00:00:00Z", 2),
        ("01:00-04:00", false, "2026-10-25T00:00:00Z", "2026-10-24T23:00:00Z", 4),
    ])
    func theNextOneIsBySwedishClocks(
        hours: String, isOnBankDays: Bool, now: String, from: String, long: Int
    ) throws {
        let window = try #require(SendWindow(hours, isOnBankDays: isOnBankDays))
        let next = window.next(at: try #require(Timestamp(rfc3339: now)))
        let begin = try #require(Timestamp(rfc3339: from))
        #expect(next.lowerBound == begin)
        #expect(next.upperBound.wholeSeconds - begin.wholeSeconds == long * 3600)
    }

    /// Half past two is skipped in spring and comes twice in autumn.
    @Test(arguments: [
        ("02:30-02:45", "2026-03-29T00:00:00Z", "2026-03-29T01:30:00Z", 15),
        ("02:30-03:15", "2026-03-29T00:00:00Z", "2026-03-29T01:15:00Z", 0),
        ("02:30-02:45", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", 15),
        ("02:30-03:00", "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", 90),
    ])
    func anHourThatIsSkippedOrComesTwice(hours: String, now: String, from: String, minutes: Int)
        throws
    {
        let window = try #require(SendWindow(hours, isOnBankDays: false))
        let next = window.next(at: try #require(Timestamp(rfc3339: now)))
        #expect(next.lowerBound.description.prefix(19) == from.prefix(19))
        #expect(next.upperBound.wholeSeconds - next.lowerBound.wholeSeconds == minutes * 60)
    }

    /// From every hour of ten years: the window ends later, and no pause is longer than said.
    @Test func itNeverEndsBeforeNowAndNeverLiesFarAhead() throws {
        let windows = try [("07:00-20:00", true), ("02:30-03:15", false), ("23:59-24:00", true)]
            .map { try #require(SendWindow($0.0, isOnBankDays: $0.1)) }
        let begin = try #require(Timestamp(rfc3339: "2026-01-01T00:00:00Z"))
        for hour in 0..<(3653 * 24) {
            let now = Timestamp(microseconds: begin.microseconds + Int64(hour) * 3_600_000_000)
            for window in windows {
                let next = window.next(at: now)
                guard next.upperBound > now else { throw Wrong(window: window, now: now) }
                let ahead = next.lowerBound.wholeSeconds - now.wholeSeconds
                guard Double(ahead) < SendWindow.longestPause.seconds else {
                    throw Wrong(window: window, now: now)
                }
            }
        }
    }

    @Test(arguments: [
        "", "07:00", "7:00-20:00", "07:00-20:00 ", "20:00-07:00", "07:00-07:00", "07:00-24:01",
        "07:60-20:00", "07.00-20.00", "07:00–20:00", "-07:00-20:00", "07:00:00-20:00:00",
        "aa:bb-cc:dd",
    ])
    func otherHoursAreRefused(text: String) {
        #expect(SendWindow(text, isOnBankDays: false) == nil)
    }

    @Test func itIsReadBackAsItIsWritten() throws {
        let window = try #require(SendWindow("00:05-24:00", isOnBankDays: true))
        #expect(window.description == "00:05-24:00")
        #expect(
            SendWindow(opens: "00:05:00", closes: "24:00:00", isOnBankDays: true) == window)
    }

    private struct Wrong: Error {
        let window: SendWindow
        let now: Timestamp
    }
}
