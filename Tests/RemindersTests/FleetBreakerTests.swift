import Reminders
import Testing

struct FleetBreakerTests {
    private func moment(_ second: Int64) -> BootInstant {
        BootInstant(nanoseconds: second * 1_000_000_000)
    }

    /// Calls that begin and end within one second, from second 1 on.
    private func spans(
        _ calls: [(FleetBreaker.Call, CreditorID)], _ breaker: inout FleetBreaker, from: Int64 = 1
    ) -> [Duration?] {
        calls.enumerated().map { place, call in
            let now = moment(from + Int64(place))
            return breaker.failed(call.0, of: call.1, began: now, now: now)
        }
    }

    @Test func oneCreditorsLettersSayNothingOfAmili() {
        var breaker = FleetBreaker()
        let calls = Array(repeating: (FleetBreaker.Call.letter, CreditorID(1)), count: 100)
        #expect(spans(calls, &breaker).allSatisfy { $0 == nil })
        #expect(!breaker.isProbing)
    }

    @Test func aLookUpOrASecondCreditorAmongFiveDoes() {
        for last in [(FleetBreaker.Call.lookUp, CreditorID(1)), (.letter, 2)] {
            var breaker = FleetBreaker()
            let calls = Array(repeating: (FleetBreaker.Call.letter, CreditorID(1)), count: 4)
            #expect(spans(calls + [last], &breaker).last == .seconds(1))
            #expect(breaker.isProbing)
        }
    }

    @Test func anAnsweredLookUpSpeaksForAmili() {
        var breaker = FleetBreaker()
        for round in Int64(0)..<10 {
            let calls: [(FleetBreaker.Call, CreditorID)] = [
                (.letter, 1), (.letter, 2), (.letter, 1), (.letter, 2),
            ]
            #expect(spans(calls, &breaker, from: round * 10 + 1).allSatisfy { $0 == nil })
            breaker.lookUpAnswered(at: moment(round * 10 + 9))
        }
        let calls: [(FleetBreaker.Call, CreditorID)] = Array(repeating: (.lookUp, 1), count: 5)
        #expect(spans(calls, &breaker, from: 200).last == .seconds(1))
        breaker.lookUpAnswered(at: moment(300))
        #expect(!breaker.isProbing)
    }

    @Test func whatBeganBeforeTheLastAnswerIsNoNews() {
        var breaker = FleetBreaker()
        breaker.lookUpAnswered(at: moment(100))
        for _ in 0..<20 {
            let span = breaker.failed(.lookUp, of: 1, began: moment(99), now: moment(101))
            #expect(span == nil)
        }
    }

    /// Look-ups are answered and nobody's letters are: only a letter shows that it is over.
    @Test func lettersOfFiveCreditorsWithoutAnAnswerCloseItUntilALetterIsAnswered() {
        var breaker = FleetBreaker()
        for number in Int64(1)...5 {
            breaker.lookUpAnswered(at: moment(number * 10))
            let now = moment(number * 10 + 1)
            let creditor = CreditorID(rawValue: number)
            let span = breaker.failed(.letter, of: creditor, began: now, now: now)
            #expect(span == (number < 5 ? nil : .seconds(1)))
        }
        breaker.lookUpAnswered(at: moment(60))
        #expect(breaker.isProbing)
        let again = breaker.failed(.letter, of: 1, began: moment(61), now: moment(61))
        #expect(again == .seconds(2))
        breaker.letterAnswered(at: moment(70))
        #expect(!breaker.isProbing)
    }
}
