import Reminders
import Testing

@testable import Worker

struct DuePartsTests {
    private func moment(_ milliseconds: Int64) -> BootInstant {
        BootInstant(nanoseconds: milliseconds * 1_000_000)
    }

    @Test func theNextMomentIsTheFirstThatHasNotPassed() {
        let due = DueParts()
        for at: Int64 in [3_000, 1_000, 2_000] { due.note(moment(at)) }
        #expect(due.next(after: moment(0)) == moment(1_000))
        #expect(due.next(after: moment(1_000)) == moment(2_000))
        #expect(due.next(after: moment(2_999)) == moment(3_000))
        #expect(due.next(after: moment(3_000)) == nil)
    }

    /// A creditor's thousand parts that come back together are woken together.
    @Test func momentsCloseTogetherAreOne() {
        let due = DueParts()
        for at: Int64 in 1...100 { due.note(moment(1_000 + at)) }
        #expect(due.next(after: moment(0)) == moment(1_250))
        #expect(due.next(after: moment(1_250)) == nil)
    }

    /// Parts that come back one after another without end must not put off the first.
    @Test func laterOnesPutOffNone() {
        let due = DueParts()
        for at: Int64 in stride(from: 1_010, to: 5_000, by: 10) { due.note(moment(at)) }
        #expect(due.next(after: moment(0)) == moment(1_250))
    }
}
