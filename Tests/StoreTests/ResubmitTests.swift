import Database
import Postgres
import QueueStore
import Reminders
import Testing

@testable import EnqueueStore
@testable import OperatorStore

/// New runs out of old reminders.
@Suite struct ResubmitTests {
    private static let ended: [ReminderState] = [.rejected, .failed, .cancelled]
    private static let snapshot = "select r::text from reminder r where run = $1 order by pos"

    /// A run whose reminders have each come to such an end, known since now.
    private func fixture(_ harness: StoreHarness, _ ends: [ReminderState?]) async throws -> Fixture
    {
        let fixture = try await harness.begin(ends.count)
        try await harness.run("update invoice set as_of = now()")
        try await end(harness, fixture.run, fixture.worker, ends)
        return fixture
    }

    /// Claims the next part, ends its reminders so (nil: skipped), and gives it back.
    private func end(
        _ harness: StoreHarness, _ run: RunID, _ worker: WorkerID, _ ends: [ReminderState?]
    ) async throws {
        let part = try await harness.claimed(by: worker)
        #expect(part.claim.run == run)
        let settlements = ends.enumerated().map { index, state in
            switch state {
            case .accepted?: Settlement.accepted(index + 1)
            case .rejected?: Settlement.rejected(index + 1)
            case .uncertain?: Settlement.uncertain(index + 1)
            case .failed?:
                Settlement(position: index + 1, state: .failed, reason: .attemptsExhausted)
            case .cancelled?:
                Settlement(position: index + 1, state: .cancelled, reason: .cancelledByUser)
            case .queued?: Settlement(position: index + 1, state: .queued)
            default: Settlement.skipped(index + 1)
            }
        }
        _ = try await harness.settle(part, by: worker, settlements)
        try await harness.queue.giveBack(
            part.claim, by: worker, .waiting(.seconds(900), setback: true))
    }

    private func wish(
        _ creditor: CreditorID, _ run: RunID?, _ states: [ReminderState] = ended,
        reasons: [Reason] = [], dryRun: Bool = false, allowsStale: Bool = false
    ) -> Resubmission {
        Resubmission(
            creditor: creditor, run: run, states: states, reasons: reasons, graceBankDays: nil,
            createdBy: "kim", dryRun: dryRun, allowsStale: allowsStale)
    }

    private func numbers(_ harness: StoreHarness, _ run: RunID?) async throws -> [String?] {
        try await harness.ask(
            "select number from reminder where run = $1 order by pos", [.id(try #require(run))]
        ).map { $0[0] }
    }

    @Test func onlyWhatEndedWithoutALetterGoesAndTheOldStaysAsItWas() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await fixture(
                harness, [.accepted, .uncertain, .rejected, .failed, .cancelled, nil, .queued])
            let before = try await harness.ask(Self.snapshot, [.id(fixture.run)])
            let asked = wish(fixture.creditor, fixture.run)
            let made = try await harness.operators.resubmit(asked)
            #expect(try await numbers(harness, made.load.run) == ["F3", "F4", "F5"])
            let run = try #require(made.load.run)
            #expect(try await harness.states(run) == "qqq")
            #expect(made.load.queued == 3 && made.load.total == 3 && !made.load.existing)
            #expect(try await harness.permits().contains("F3 \(run)/1"))
            #expect(try await harness.ask(Self.snapshot, [.id(fixture.run)]) == before)
            let skipped = try await harness.operators.resubmit(
                wish(fixture.creditor, fixture.run, Self.ended + [.skipped], reasons: [.paid]))
            #expect(try await numbers(harness, skipped.load.run) == ["F6"])
            #expect(try await harness.ask(Self.snapshot, [.id(fixture.run)]) == before)
            try await harness.expectCountsAddUp()
        }
    }

    @Test func theDryRunTellsWhatHappensAndKeepsNothing() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await fixture(harness, [.rejected, .rejected, .accepted])
            try await harness.run("update invoice set flags = 1 where number = 'F2'")
            var foreseen = try await harness.operators.resubmit(
                wish(fixture.creditor, fixture.run, dryRun: true))
            #expect(foreseen.load.reasons == [.paid: 1] && foreseen.load.queued == 1)
            #expect(try await harness.number("select count(*) from run") == 1)
            #expect(try await harness.permits().count == 1)
            var made = try await harness.operators.resubmit(wish(fixture.creditor, fixture.run))
            #expect(made.load.run != nil && made.oldest >= foreseen.oldest)
            (foreseen.load.run, made.load.run) = (nil, nil)
            (foreseen.oldest, made.oldest) = (0, 0)
            #expect(made == foreseen)
        }
    }

    @Test func theSameWishTwiceIsOneRunAlsoAtOnce() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await fixture(harness, [.rejected, .failed])
            let asked = wish(fixture.creditor, fixture.run)
            let made = try await withThrowingTaskGroup(of: ResubmitReport.self) { group in
                try await harness.holding("select from loader for no key update") {
                    for _ in 1...2 { group.addTask { try await harness.operators.resubmit(asked) } }
                    try await harness.waitForWaiting(2)
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(made[0].load.run == made[1].load.run)
            #expect(made.count { $0.load.existing } == 1)
            let again = try await harness.operators.resubmit(asked)
            #expect(again.load.existing && again.load.run == made[0].load.run)
            #expect(try await harness.number("select count(*) from run") == 2)
            #expect(try await harness.number("select count(*) from reminder") == 4)
        }
    }

    @Test func whatWasRejectedAnewGoesFromTheNewRunOnly() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await fixture(harness, [.rejected, .rejected])
            let old = wish(fixture.creditor, fixture.run)
            let second = try #require(try await harness.operators.resubmit(old).load.run)
            try await end(harness, second, fixture.worker, [.rejected, .accepted])
            let again = try await harness.operators.resubmit(old)
            #expect(again.load.existing && again.load.run == second)
            let third = try await harness.operators.resubmit(wish(fixture.creditor, second))
            #expect(!third.load.existing)
            #expect(try await numbers(harness, third.load.run) == ["F1"])
            // Another wish of the old run: all of it has gone again since.
            await #expect(throws: ResubmitProblem.nothingMatches) {
                try await harness.operators.resubmit(
                    wish(fixture.creditor, fixture.run, [.rejected]))
            }
        }
    }

    @Test func allRunsOfACreditorAndOfNobodyElse() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await fixture(harness, [.rejected, .accepted])
            let next = try await harness.load(
                try Invoice.overdue(3...4), of: fixture.creditor, key: "next")
            try await end(harness, try #require(next.run), fixture.worker, [.failed, .rejected])
            let other = try await harness.creditor("other")
            let theirs = try await harness.load(try Invoice.overdue(1...1), of: other)
            try await end(harness, try #require(theirs.run), fixture.worker, [.rejected])
            try await harness.run("update invoice set as_of = now()")
            let made = try await harness.operators.resubmit(wish(fixture.creditor, nil))
            #expect(try await numbers(harness, made.load.run) == ["F1", "F3", "F4"])
            let again = try await harness.operators.resubmit(wish(fixture.creditor, nil))
            #expect(again.load.existing && again.load.run == made.load.run)
            // More has come to such an end since, of which only the latest counts.
            try await end(
                harness, try #require(made.load.run), fixture.worker,
                [.rejected, .accepted, .failed])
            let third = try await harness.operators.resubmit(wish(fixture.creditor, nil))
            #expect(!third.load.existing)
            #expect(try await numbers(harness, third.load.run) == ["F1", "F4"])
        }
    }

    @Test func anInvoiceThatWentAnotherTimeIsLeftOutAndOneThatOnlyWasSkippedIsNot() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let later = try await harness.load([.overdue("F1")], of: fixture.creditor, key: "later")
            #expect(later.reasons == [.alreadyLive: 1])
            try await end(harness, fixture.run, fixture.worker, [.rejected, .rejected, .rejected])
            let third = try await harness.load([.overdue("F2")], of: fixture.creditor, key: "third")
            #expect(third.queued == 1)
            try await harness.run("update invoice set as_of = now()")
            let made = try await harness.operators.resubmit(wish(fixture.creditor, fixture.run))
            #expect(try await numbers(harness, made.load.run) == ["F1", "F3"])
            #expect(made.load.queued == 2)
        }
    }

    @Test func aLineThatTheFileHadTwiceNeverGoes() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let lines = try ["F1", "F1", "7", "007"].map { try Invoice.overdue($0) }
            let loaded = try await harness.load(lines, of: creditor)
            #expect(loaded.reasons == [.duplicateInBatch: 1, .spelledTwice: 1])
            try await harness.run("update invoice set as_of = now()")
            for reasons in [[], [Reason.duplicateInBatch, .spelledTwice]] {
                await #expect(throws: ResubmitProblem.nothingMatches) {
                    try await harness.operators.resubmit(
                        wish(creditor, loaded.run, Self.ended + [.skipped], reasons: reasons))
                }
            }
        }
    }

    @Test func twoSkippedLinesOfOneInvoiceMakeOneLetter() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let paid = try Invoice.overdue("F1", flags: .paid)
            let loaded = try await harness.load([paid, paid], of: creditor)
            #expect(loaded.reasons == [.paid: 2])
            try await harness.run("update invoice set flags = 0, as_of = now()")
            let made = try await harness.operators.resubmit(
                wish(creditor, loaded.run, [.skipped], reasons: [.paid]))
            #expect(made.load.queued == 1 && made.load.reasons == [.duplicateInBatch: 1])
            #expect(try await harness.permits() == ["F1 \(try #require(made.load.run))/1"])
        }
    }

    @Test func whatMayGoIsDecidedAnew() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await fixture(harness, [.rejected, .rejected, .rejected])
            try await harness.run("update invoice set flags = 1 where number = 'F1'")
            // Not due in any time zone.
            try await harness.run(
                "update invoice set due_date = now() + interval '1 day' where number = 'F2'")
            let made = try await harness.operators.resubmit(wish(fixture.creditor, fixture.run))
            let run = try #require(made.load.run)
            #expect(try await harness.reasons(run) == ["PAID", "NOT_DUE", ""])
            #expect(try await harness.states(run) == "ssq")
        }
    }

    @Test func aCreditorThatIsNotActiveSendsNothingAgain() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await fixture(harness, [.rejected])
            try await harness.run("update creditor set activation = 'refused'")
            await #expect(throws: LoadProblem.creditorNotActive(.refused)) {
                try await harness.operators.resubmit(wish(fixture.creditor, fixture.run))
            }
            await #expect(throws: LoadProblem.noSuchCreditor) {
                try await harness.operators.resubmit(wish(999, nil))
            }
        }
    }

    @Test func knowledgeOfMoreThanAWeekAgoIsRefusedUnlessItIsAskedFor() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await fixture(harness, [.rejected, .rejected])
            let old = "update invoice set as_of = now() - interval '9 days' where number = 'F1'"
            try await harness.run(old)
            let asked = wish(fixture.creditor, fixture.run)
            await #expect(throws: ResubmitProblem.stale(days: 9)) {
                try await harness.operators.resubmit(asked)
            }
            #expect(try await harness.number("select count(*) from run") == 1)
            #expect(try await harness.permits().isEmpty)
            let foreseen = try await harness.operators.resubmit(
                wish(fixture.creditor, fixture.run, dryRun: true))
            #expect(Int(foreseen.oldest / 86_400) == 9 && foreseen.load.queued == 2)
            // What does not go may be as old as it likes.
            try await harness.run("update invoice set flags = 1 where number = 'F1'")
            #expect(
                try await harness.operators.resubmit(
                    wish(fixture.creditor, fixture.run, dryRun: true)
                ).oldest < 3_600)
            try await harness.run("update invoice set flags = 0 where number = 'F1'")
            let made = try await harness.operators.resubmit(
                wish(fixture.creditor, fixture.run, allowsStale: true))
            #expect(made.load.queued == 2)
        }
    }

    @Test func whereNothingMatchesNothingIsMade() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await fixture(harness, [.accepted, .uncertain, .rejected])
            for asked in [
                wish(fixture.creditor, 999),
                wish(fixture.creditor, fixture.run, [.failed]),
                wish(fixture.creditor, fixture.run, reasons: [.paid]),
            ] {
                await #expect(throws: ResubmitProblem.nothingMatches) {
                    try await harness.operators.resubmit(asked)
                }
            }
            try await harness.run("delete from invoice where number = 'F3'")
            await #expect(throws: ResubmitProblem.nothingMatches) {
                try await harness.operators.resubmit(wish(fixture.creditor, fixture.run))
            }
            #expect(try await harness.number("select count(*) from run") == 1)
        }
    }

    /// More than a page, in the order of the old, in parts of its own.
    @Test func aLongRunGoesWhole() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(2_300)
            try await harness.run("update invoice set as_of = now()")
            try await harness.run("delete from permit where pos % 7 <> 0")
            try await harness.run(
                "update reminder set state = 'r', reason = 60 where pos % 7 <> 0")
            try await harness.recount()
            try await harness.run("delete from invoice where number = 'F1'")
            let made = try await harness.operators.resubmit(wish(fixture.creditor, fixture.run))
            #expect(made.missing == 1)
            let expected = (2...2_300).filter { $0 % 7 != 0 }.map { Optional("F\($0)") }
            #expect(try await numbers(harness, made.load.run) == expected)
            #expect(made.load.queued == expected.count && made.load.total == expected.count)
            let run = try #require(made.load.run)
            #expect(
                try await harness.number(
                    "select sum(n_q) from part where run = $1", [.id(run)]) == expected.count)
        }
    }
}
