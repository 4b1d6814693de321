import ConsoleStore
import EnqueueStore
import OperatorStore
import QueueStore
import Reminders
import Testing

/// What cannot be made of Amili's answers, as people read it.
@Suite struct AnswerTroubleTests {
    @Test func aTroubleIsReadBackAsItWasNoted() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let whole = AnswerFlaw(
                .unreadableField, .cases, status: 200, field: "_meta.total", wanted: .count,
                found: .list(3), place: "https://amili.example/x", seconds: 61)
            let bare = AnswerFlaw(.tokenRefused, .token)
            try await harness.queue.noteFlaw(whole, in: .lookUp, of: creditor)
            try await harness.queue.noteFlaw(bare, in: .letter, of: creditor)
            let told = try await harness.console.answerTroubles(of: [creditor])
            #expect(told.map(\.flaw) == [whole, bare])
            #expect(told.map(\.purpose) == [.lookUp, .letter])
            #expect(try await harness.console.answerTroubles(of: []).isEmpty)

            // Another cause takes the place of the first, and the beginning stays.
            try await harness.queue.noteFlaw(bare, in: .lookUp, of: creditor)
            let later = try await harness.console.answerTroubles(of: nil)
            #expect(later.map(\.flaw) == [bare, bare])
            #expect(later[0].since.at == told[0].since.at)
            try await harness.queue.forgetFlaw(in: .lookUp, of: creditor)
            #expect(
                try await harness.console.answerTroubles(of: nil).map(\.purpose) == [.letter])
        }
    }

    @Test func everyCauseIsKept() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            for cause in AnswerFlaw.Cause.allCases {
                for (purpose, call) in zip(AnswerPurpose.allCases, AnswerFlaw.Call.allCases) {
                    try await harness.queue.noteFlaw(
                        AnswerFlaw(cause, call), in: purpose, of: creditor)
                }
                let told = try await harness.console.answerTroubles(of: nil)
                #expect(told.map(\.flaw.cause) == [cause, cause, cause])
            }
        }
    }

    @Test func whatWasNotSeenForADayIsOver() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.queue.noteFlaw(
                AnswerFlaw(.cached, .cases), in: .lookUp, of: creditor)
            try await harness.run(
                "update answer_trouble set seen_at = seen_at - interval '25 h'")
            #expect(try await harness.console.answerTroubles(of: nil).isEmpty)
        }
    }

    /// A part or a run that is not done will bring an answer; a held run has no parts yet.
    @Test func itIsToldWhetherALetterWaitsForAnAnswer() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.queue.noteFlaw(
                AnswerFlaw(.cached, .cases), in: .lookUp, of: creditor)
            let isWaitedFor = {
                try await harness.console.answerTroubles(of: nil).map(\.isWaitedFor)
            }
            #expect(try await isWaitedFor() == [false])
            let loaded = try await harness.load(
                try Invoice.overdue(1...3), of: creditor, hold: .seconds(600))
            #expect(try await isWaitedFor() == [true])
            let run = try #require(loaded.run)
            _ = try await harness.operators.cancel(run, by: "kim", dryRun: false)
            try await harness.tend()
            #expect(try await isWaitedFor() == [false])
        }
    }
}
