import Reminders
import Testing

@testable import Worker

struct LimitsTests {
    @Test func theDefaultsHold() {
        let limits = WorkerLimits()
        #expect(limits.violations == [])
        #expect(limits.sendingSpan == .seconds(8))
        #expect(limits.shortestSettleDelay == .seconds(85))
    }

    @Test func everyBrokenBoundIsNamed() {
        let limits = WorkerLimits(
            inFlight: 0, callDeadline: .seconds(301), lease: .milliseconds(100),
            heartbeat: .milliseconds(40), settleDelay: .seconds(1), maxAttempts: 101)
        #expect(limits.violations.count == 6)
    }

    @Test func theSettleDelayCoversWhateverMayStillHappen() {
        var limits = WorkerLimits(settleDelay: .seconds(85))
        #expect(limits.violations == [])
        limits.settleDelay = .seconds(84)
        #expect(limits.violations.count == 1)
        #expect(limits.violations.first?.contains("85s") == true)
    }

    @Test(arguments: [(1, 2), (32, 2), (99, 2), (100, 3), (1024, 12)])
    func thereIsAlwaysAPartToBeLookedUpWhileTheLastIsOnTheWire(inFlight: Int, parts: Int) {
        #expect(WorkerLimits(inFlight: inFlight).partsSending == parts)
        #expect(WorkerLimits(inFlight: inFlight).partsInHand == 2 * parts)
    }
}

struct LettersInFlightTests {
    private func moment(_ milliseconds: Int64) -> BootInstant {
        BootInstant(nanoseconds: milliseconds * 1_000_000)
    }

    @Test func theAppetiteIsWhatTheWireCarriesAndWhatEndedLately() {
        let letters = LettersInFlight(2)
        #expect(letters.appetite(at: moment(0)) == 2)
        letters.handedOver(2)
        #expect(letters.appetite(at: moment(10)) == 0)
        for step: Int64 in 1...20 {
            letters.ended(1, called: 1, at: moment(step * 10))
            letters.handedOver(1)
        }
        // Twenty in a fifth of a second: a slot's second has room for so many at least.
        #expect(letters.appetite(at: moment(210)) == 20)
        #expect(letters.appetite(at: moment(260)) == 20)
        // They are handed over: more would stand in line in vain.
        letters.handedOver(20)
        #expect(letters.appetite(at: moment(261)) == 0)
        letters.ended(20, called: 0, at: moment(262))
        // Letters that were held back are no sign that the wire carries more.
        #expect(letters.appetite(at: moment(263)) == 20)
        // None has ended for long: what was is no promise.
        #expect(letters.appetite(at: moment(2000)) == 0)
    }
}
