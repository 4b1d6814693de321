import LogEvents
import Logging
import Reminders
import Testing

@testable import Simulation
@testable import Worker

/// A night of trouble is a page of log.
struct TroublesTests {
    private struct Away: LedgerTrouble {
        var trouble = "the ledger is away"
        var remedy = "Bring it back."
        let isEstranged = false
    }

    private let paper = SaidLog(lines: Single([]))
    private let troubles: Troubles

    init() {
        let paper = paper
        troubles = Troubles(Logger(label: "test") { _ in paper })
    }

    private var told: [String] { paper.lines.with { $0 } }

    private func at(_ seconds: Int64) -> BootInstant {
        BootInstant(nanoseconds: 1_000_000_000 * (1_000 + seconds))
    }

    @Test func oneThatLastsIsToldOnceAMinuteAndWhenItIsOver() {
        for second in Int64(0)..<150 { troubles.note(Away(), "beat", at: at(second)) }
        #expect(told.count == 3)
        #expect(told[0].hasPrefix("the database fails code=database_trouble error="))
        #expect(told[0].hasSuffix("remedy=Bring it back. trouble=the ledger is away what=beat"))
        #expect(told[1].contains("failures=61"))
        troubles.ledgerWorks(at: at(151))
        #expect(told.count == 3, "some calls are granted and some are not")
        troubles.ledgerWorks(at: at(155))
        troubles.ledgerWorks(at: at(156))
        #expect(told.count == 4)
        #expect(
            told[3] == "over code=over failures=150 seconds=155 trouble=the ledger is away"
                + " trouble_code=database_trouble")
    }

    @Test func oneThatComesAndGoesDoesNotFillTheLog() {
        for round in Int64(0)..<6 {
            troubles.note(Away(), "claim", at: at(round * 8))
            troubles.ledgerWorks(at: at(round * 8 + 6))
        }
        #expect(told.count == 2, "\(told)")
    }

    @Test func anotherKindIsToldAtOnce() {
        troubles.note(Away(), "claim", at: at(0))
        troubles.note(Away(trouble: "the ledger is full"), "settle", at: at(0))
        #expect(told.count == 2)
    }

    /// A server ends the sessions of a worker that may open no other: the second is ours to mend.
    @Test func anotherRemedyIsToldAtOnceAndOncePerMinute() {
        for second in Int64(0)..<60 {
            troubles.note(Away(), "claim", at: at(second))
            troubles.note(Away(remedy: "Raise our limit."), "claim", at: at(second))
        }
        #expect(told.count == 2)
        #expect(told.last?.contains("remedy=Raise our limit. trouble=the ledger is away") == true)
    }

    @Test func anAnswerEndsTheSilenceButNotAnotherCreditorsRefusal() {
        troubles.note(.amili("no route"), .amiliSilent, at: at(0), [:])
        troubles.note(.creditor(1), .creditorRefused, at: at(0), [:])
        troubles.note(
            .answer(2, "canary missing"), .answerUnusable, at: at(0),
            ["trouble": "canary missing"])
        troubles.amiliAnswers(2, at: at(1))
        #expect(told.dropFirst(3).map { $0 } == [told[3]])
        #expect(told[3].hasSuffix("trouble=Amili does not answer trouble_code=amili_silent"))
        troubles.answerHolds(for: 1, at: at(2))
        #expect(told.last?.hasSuffix(" trouble_code=creditor_refused") == true)
        troubles.answerHolds(for: 2, at: at(3))
        #expect(told.last?.hasSuffix("trouble=canary missing trouble_code=answer_unusable") == true)
        #expect(told.count == 6)
    }
}
