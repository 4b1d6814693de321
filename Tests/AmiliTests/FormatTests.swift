import Foundation
import Reminders
import Testing

@testable import Amili

@Suite struct FormatTests {
    @Test func aDateOfHTTPIsReadToTheSecond() {
        #expect(HTTPDate.seconds("Thu, 01 Jan 1970 00:00:00 GMT") == 0)
        #expect(HTTPDate.seconds("Mon, 03 Aug 2026 07:15:00 GMT") == 1_785_741_300)
        // The three forms of RFC 9110 §5.6.7.
        #expect(HTTPDate.seconds("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)
        #expect(HTTPDate.seconds("Sunday, 06-Nov-94 08:49:37 GMT") == 784_111_777)
        #expect(HTTPDate.seconds("Sun Nov  6 08:49:37 1994") == 784_111_777)
    }

    @Test(arguments: [
        "", "2026-08-03T07:15:00", "2026-08-03", "Mon, 03 Aug 2026 07:15:00 CET",
        "Mon, 03 Aug 2026 07:15:00", "Mon, 31 Feb 2026 07:15:00 GMT",
        "Mon, 03 Aug 2026 24:00:00 GMT", "Mon, 03 Aug 2026 07:60:00 GMT",
        "Mon, 03 Aug 2026 07:15:+1 GMT", "Mon, 03 Aug 20260 07:15:00 GMT",
        "2026-08-03T25:15:00Z", "2026-08-03T07:15:00.Z", "2026-08-03T07:15:00+2", "1785741300",
        "Mon, 003 Aug 2026 07:15:00 GMT", "Mon, 03 Aug 2026 07:15:00 +02000",
    ])
    func whatIsNoSuchDateIsNone(text: String) {
        #expect(HTTPDate.seconds(text) == nil)
    }

    @Test func retryAfterIsSecondsOrADateByAmilisClock() {
        let now = ScriptedReply.noonSeconds
        #expect(RetryAfter.span("120", now: now) == .seconds(120))
        #expect(RetryAfter.span("0", now: now) == .zero)
        #expect(RetryAfter.span("Mon, 03 Aug 2026 12:02:05 GMT", now: now) == .seconds(125))
        #expect(RetryAfter.span(ScriptedReply.noon, now: now) == .zero)
    }

    @Test(arguments: ["", "-5", "1.5", "soon", "+3", "Mon, 03 Aug 2026 11:59:59 GMT", "٣"])
    func aRetryAfterWithoutSenseIsNone(text: String) {
        #expect(RetryAfter.span(text, now: ScriptedReply.noonSeconds) == nil)
    }

    @Test func anEndlessRetryAfterIsCappedAndDoesNotOverflow() {
        let longest = Duration.seconds(RetryAfter.longest)
        #expect(RetryAfter.span("99999999999999999999999", now: 0) == longest)
        #expect(RetryAfter.span("9999999999", now: 0) == longest)
        #expect(RetryAfter.span(nil, now: 0) == nil)
    }

    @Test func percentEncodingLeavesOnlyUnreservedCharacters() {
        #expect(PercentEncoding.encode("azAZ09-._~") == "azAZ09-._~")
        #expect(
            PercentEncoding.encode(#"{"a":["&+ =#å"]}"#)
                == "%7B%22a%22%3A%5B%22%26%2B%20%3D%23%C3%A5%22%5D%7D")
    }

    /// Texts of nasty characters, always the same ones. Without U+FEFF, which Foundation loses when
    /// it reads JSON.
    static func nastyTexts(_ count: Int) -> [String] {
        var state: UInt64 = 0x5DEE_CE66_D1CE_4E5B
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let nasty = ["\"", "\\", "/", "\u{2028}", "\u{7F}", "e\u{301}", "👩‍👩‍👧", "å", "%", "\r\n"]
        return (0..<count).map { _ in
            var text = ""
            for _ in 0..<next(12) {
                switch next(4) {
                case 0: text += nasty[next(nasty.count)]
                case 1: text.unicodeScalars.append(Unicode.Scalar(UInt8(next(32))))
                case 2: text.unicodeScalars.append(Unicode.Scalar(UInt8(32 + next(95))))
                default: text.unicodeScalars.append(Unicode.Scalar(UInt32(next(0xD7FF))) ?? "x")
                }
            }
            return text
        }
    }

    @Test func everyTextThatIsWrittenAsJSONIsReadBackTheSame() throws {
        for text in Self.nastyTexts(5_000) {
            var json = JSONBytes(capacity: 64)
            json.raw("[")
            json.string(text)
            json.raw("]")
            let read = try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String]
            #expect(read?.first.map { Array($0.utf8) } == Array(text.utf8))
            #expect(json.bytes.allSatisfy { $0 >= 0x20 })
        }
    }

    private func written(_ write: (inout JSONBytes) -> Void) -> String {
        var json = JSONBytes(capacity: 32)
        write(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test(arguments: [0, 1, 9, 10, 99, 100, 12_345, -1, -150, .max, .min])
    func anAmountIsWrittenInKronorWithTwoDecimals(ore: Int64) {
        #expect(written { $0.amount(Ore(ore)) } == Ore(ore).decimal)
        #expect(written { $0.integer(ore) } == String(ore))
    }

    @Test func everyDateIsWrittenAsMidnightGMTOfItsDay() {
        for day in stride(from: -25_000, through: 83_000, by: 13) {
            let date = CalendarDate(dayNumber: day)
            #expect(written { $0.date(date) } == "\"\(date.rfc1123)\"")
        }
    }

    @Test func everyTextThatIsPercentEncodedIsReadBackTheSame() {
        for text in Self.nastyTexts(1_000) {
            #expect(PercentEncoding.encode(text).removingPercentEncoding == text)
        }
    }
}
