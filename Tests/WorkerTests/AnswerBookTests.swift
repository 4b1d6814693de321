import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// What cannot be made of Amili's answers is written down for people, and forgotten when it is
/// over.
@Suite struct AnswerBookTests {
    private static let flaw = AnswerFlaw(
        .unreadableField, .cases, status: 200, field: "_items[0]._created", wanted: .date,
        found: .number)

    private func at(_ seconds: Int64) -> BootInstant {
        BootInstant(nanoseconds: seconds * 1_000_000_000)
    }

    @Test func aTroubleIsWrittenDownWithinAMinuteAndForgottenWithTheFirstAnswer() {
        let simulation = Simulation()
        simulation.addCanary()
        simulation.load(20)
        simulation.onLookUp { _ in .noAnswer(status: 200, retryAfter: nil) }
        let before = simulation.time.now()
        simulation.start()
        func flaws() -> [AnswerPurpose: AnswerFlaw] {
            simulation.ledger.with { $0.flaws.values.first ?? [:] }
        }
        #expect(simulation.run { !flaws().isEmpty })
        #expect(flaws() == [.lookUp: Self.flaw])
        #expect(simulation.time.now() - before < .seconds(60))
        simulation.onLookUp { _ in .answered }
        #expect(simulation.run { simulation.isAllFinal })
        #expect(flaws().isEmpty)
        #expect(simulation.violations == [])
    }

    @Test func whatIsKnownIsWrittenTwiceAMinuteAtMost() {
        let ledger = AnswerBook()
        var other = Self.flaw
        other.field = "_items[7]._created"
        #expect(ledger.note(Self.flaw, .lookUp, 1, at: at(0)))
        #expect(!ledger.note(other, .lookUp, 1, at: at(29)), "the place in the list is chance")
        #expect(ledger.note(Self.flaw, .lookUp, 2, at: at(29)))
        #expect(ledger.note(Self.flaw, .letter, 1, at: at(29)))
        #expect(ledger.note(AnswerFlaw(.cached, .cases), .lookUp, 1, at: at(29)))
        #expect(ledger.note(AnswerFlaw(.cached, .cases), .lookUp, 1, at: at(59)))
    }

    @Test func whatOthersNotedIsForgottenOnceAMinute() {
        let ledger = AnswerBook()
        #expect(ledger.holds(.lookUp, 1, at: at(0)))
        #expect(!ledger.holds(.lookUp, 1, at: at(59)))
        #expect(ledger.holds(.lookUp, 1, at: at(60)))
        #expect(ledger.note(Self.flaw, .lookUp, 1, at: at(61)))
        #expect(ledger.holds(.lookUp, 1, at: at(62)))
        ledger.unwritten(.lookUp, 1)
        #expect(ledger.holds(.lookUp, 1, at: at(63)))
    }
}
