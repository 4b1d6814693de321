import Reminders
import Testing

struct BreakerTests {
    private func moment(_ seconds: Int64) -> BootInstant {
        BootInstant(nanoseconds: seconds * 1_000_000_000)
    }
    private let part = PartClaim(run: 1, first: 1, attempt: 1)
    private let other = PartClaim(run: 1, first: 100, attempt: 1)

    /// Fails as often as it takes; each call begins and ends at that second.
    private func tripped(at second: Int64) -> Breaker {
        var breaker = Breaker()
        for _ in 1...Breaker.limit {
            _ = breaker.failed(began: moment(second), now: moment(second))
        }
        return breaker
    }

    @Test func theFifthFailureRunningTripsIt() {
        var breaker = Breaker()
        let spans = (1...5).map { breaker.failed(began: moment($0), now: moment($0)) }
        #expect(spans == [nil, nil, nil, nil, .seconds(1)])
        #expect(breaker.isProbing)
    }

    @Test func anAnswerBetweenStartsAnew() {
        var breaker = Breaker()
        for round: Int64 in 0..<3 {
            for second in 1..<Int64(Breaker.limit) {
                let now = moment(round * 10 + second)
                let span = breaker.failed(began: now, now: now)
                #expect(span == nil)
            }
            breaker.answered()
        }
        #expect(!breaker.isProbing)
    }

    @Test func callsThatBeganBeforeItTrippedAreNoNews() {
        var breaker = tripped(at: 10)
        let late = (0..<30).map { _ in breaker.failed(began: moment(9), now: moment(12)) }
        #expect(late.allSatisfy { $0 == nil })
    }

    @Test func eachFurtherProbeThatFailsClosesTwiceAsLong() {
        var breaker = tripped(at: 0)
        let spans = (1...8).map {
            breaker.failed(began: moment($0 * 100), now: moment($0 * 100))?.seconds
        }
        #expect(spans == [2, 4, 8, 16, 32, 60, 60, 60])
        breaker.answered()
        let anew = tripped(at: 1000)
        #expect(!breaker.isProbing)
        #expect(anew.isProbing)
    }

    @Test func oneProbeAtATimeAndItExpires() {
        var breaker = tripped(at: 0)
        let first = breaker.takeProbe(part, now: moment(10), for: .seconds(30))
        let again = breaker.takeProbe(part, now: moment(11), for: .seconds(30))
        let second = breaker.takeProbe(other, now: moment(12), for: .seconds(30))
        let afterExpiry = breaker.takeProbe(other, now: moment(41), for: .seconds(30))
        #expect([first, again, second, afterExpiry] == [true, true, false, true])
    }

    @Test func aProbeGivenBackIsFree() {
        var breaker = tripped(at: 0)
        _ = breaker.takeProbe(part, now: moment(10), for: .seconds(30))
        breaker.releaseProbe(other)
        let early = breaker.takeProbe(other, now: moment(11), for: .seconds(30))
        breaker.releaseProbe(part)
        let late = breaker.takeProbe(other, now: moment(12), for: .seconds(30))
        #expect(!early)
        #expect(late)
    }
}
