import Reminders
import Testing

@testable import Worker

/// So many calls in a window of time, by the moments at which they leave.
struct DepartureLogTests {
    private func moment(_ milliseconds: Int64) -> BootInstant {
        BootInstant(nanoseconds: milliseconds * 1_000_000)
    }

    private func log(every milliseconds: Int, stretchedBy stretch: Double = 1) -> DepartureLog {
        var log = DepartureLog()
        log.bound(callsEvery: .milliseconds(milliseconds), stretchedBy: stretch)
        return log
    }

    @Test func asManyAsASecondHoldsAtOnceAndThenNoneForASecond() {
        var log = log(every: 250)
        let moments = (1...6).map { log.add($0, notBefore: moment(100)) }
        #expect(moments == [100, 100, 100, 100, 1_100, 1_100].map(moment))
    }

    @Test func theWindowIsStretched() {
        var log = log(every: 500, stretchedBy: 1.1)
        let moments = (1...3).map { log.add($0, notBefore: moment(0)) }
        #expect(moments == [0, 0, 1_100].map(moment))
    }

    @Test(arguments: [(2_000, 2_000), (400, 1_200)])
    func aWindowHoldsWholeCalls(spacing: Int, window: Int64) {
        var log = log(every: spacing)
        let room = max(1, Int(window) / spacing)
        for number in 1...room { _ = log.add(UInt64(number), notBefore: moment(0)) }
        #expect(log.add(100, notBefore: moment(0)) == moment(window))
    }

    @Test func whoLeftLateMovesTheOthers() {
        var log = log(every: 500)
        _ = log.add(1, notBefore: moment(0))
        _ = log.add(2, notBefore: moment(500))
        log.move(1, to: moment(300))
        #expect(log.add(3, notBefore: moment(1_000)) == moment(1_300))
    }

    @Test func whoIsTakenOutLeavesItsRoom() {
        var log = log(every: 1_000)
        _ = log.add(1, notBefore: moment(0))
        log.remove(1)
        #expect(log.add(2, notBefore: moment(10)) == moment(10))
    }

    @Test func noRateNoBound() {
        var log = DepartureLog()
        for number in 1...1_000 {
            #expect(log.add(UInt64(number), notBefore: moment(0)) == moment(0))
        }
    }

    /// Whatever is added, moved and removed: no window holds more, and what is forgotten was old.
    @Test(arguments: [1, 3, 7, 50])
    func noWindowHoldsMore(rate: Int) {
        var log = DepartureLog()
        log.bound(callsEvery: .seconds(1) / rate, stretchedBy: 1)
        var now: Int64 = 0
        var left: [Int64] = []
        var noise: UInt64 = 7
        for number in 1...2_000 {
            noise = noise &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            now += Int64(noise >> 40) % 40
            let planned = log.add(UInt64(number), notBefore: moment(now))
            let late = BootInstant(
                nanoseconds: planned.nanoseconds + Int64(noise >> 50) % 90 * 1_000_000)
            log.remove(UInt64(number))
            let leaves = log.add(UInt64(number), notBefore: late)
            now = leaves.nanoseconds / 1_000_000
            left.append(leaves.nanoseconds)
        }
        let spans = left.indices.dropFirst(rate).map { left[$0] - left[$0 - rate] }
        #expect(spans.min()! >= 999_999_000)
    }
}
