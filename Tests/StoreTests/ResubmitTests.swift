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
    private func scene(_ ground: Ground, _ ends: [ReminderState?]) async throws -> Scene {
        let scene = try await ground.begin(ends.count)
        try await ground.run("update invoice set as_of = now()")
        try await end(ground, scene.run, scene.worker, ends)
        return scene
    }

    /// Claims the next part, ends its reminders so (nil: skipped), and gives it back.
    private func end(
        _ ground: Ground, _ run: RunID, _ worker: WorkerID, _ ends: [ReminderState?]
    ) async throws {
        let part = try await ground.claimed(by: worker)
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
        _ = try await ground.settle(part, by: worker, settlements)
        try await ground.queue.giveBack(
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

    private func numbers(_ ground: Ground, _ run: RunID?) async throws -> [String?] {
        try await ground.ask(
            "select number from reminder where run = $1 order by pos", [.int(try #require(run))]
        ).map { $0[0] }
    }

    @Test func onlyWhatEndedWithoutALetterGoesAndTheOldStaysAsItWas() async throws {
        try await Ground.prepare { ground in
            let scene = try await scene(
                ground, [.accepted, .uncertain, .rejected, .failed, .cancelled, nil, .queued])
            let before = try await ground.ask(Self.snapshot, [.int(scene.run)])
            let asked = wish(scene.creditor, scene.run)
            let made = try await ground.operators.resubmit(asked)
            #expect(try await numbers(ground, made.load.run) == ["F3", "F4", "F5"])
            let run = try #require(made.load.run)
            #expect(try await ground.states(run) == "qqq")
            #expect(made.load.queued == 3 && made.load.total == 3 && !made.load.existing)
            #expect(try await ground.permits().contains("F3 \(run)/1"))
            #expect(try await ground.ask(Self.snapshot, [.int(scene.run)]) == before)
            let skipped = try await ground.operators.resubmit(
                wish(scene.creditor, scene.run, Self.ended + [.skipped], reasons: [.paid]))
            #expect(try await numbers(ground, skipped.load.run) == ["F6"])
            #expect(try await ground.ask(Self.snapshot, [.int(scene.run)]) == before)
            try await ground.expectCountsAddUp()
        }
    }

    @Test func theDryRunTellsWhatHappensAndKeepsNothing() async throws {
        try await Ground.prepare { ground in
            let scene = try await scene(ground, [.rejected, .rejected, .accepted])
            try await ground.run("update invoice set flags = 1 where number = 'F2'")
            var foreseen = try await ground.operators.resubmit(
                wish(scene.creditor, scene.run, dryRun: true))
            #expect(foreseen.load.reasons == [.paid: 1] && foreseen.load.queued == 1)
            #expect(try await ground.number("select count(*) from run") == 1)
            #expect(try await ground.permits().count == 1)
            var made = try await ground.operators.resubmit(wish(scene.creditor, scene.run))
            #expect(made.load.run != nil && made.oldest >= foreseen.oldest)
            (foreseen.load.run, made.load.run) = (nil, nil)
            (foreseen.oldest, made.oldest) = (0, 0)
            #expect(made == foreseen)
        }
    }

    @Test func theSameWishTwiceIsOneRunAlsoAtOnce() async throws {
        try await Ground.prepare { ground in
            let scene = try await scene(ground, [.rejected, .failed])
            let asked = wish(scene.creditor, scene.run)
            let made = try await withThrowingTaskGroup(of: ResubmitReport.self) { group in
                try await ground.holding("select from loader for no key update") {
                    for _ in 1...2 { group.addTask { try await ground.operators.resubmit(asked) } }
                    try await ground.waitForWaiting(2)
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(made[0].load.run == made[1].load.run)
            #expect(made.count { $0.load.existing } == 1)
            let again = try await ground.operators.resubmit(asked)
            #expect(again.load.existing && again.load.run == made[0].load.run)
            #expect(try await ground.number("select count(*) from run") == 2)
            #expect(try await ground.number("select count(*) from reminder") == 4)
        }
    }

    @Test func whatWasRejectedAnewGoesFromTheNewRunOnly() async throws {
        try await Ground.prepare { ground in
            let scene = try await scene(ground, [.rejected, .rejected])
            let old = wish(scene.creditor, scene.run)
            let second = try #require(try await ground.operators.resubmit(old).load.run)
            try await end(ground, second, scene.worker, [.rejected, .accepted])
            let again = try await ground.operators.resubmit(old)
            #expect(again.load.existing && again.load.run == second)
            let third = try await ground.operators.resubmit(wish(scene.creditor, second))
            #expect(!third.load.existing)
            #expect(try await numbers(ground, third.load.run) == ["F1"])
            // Another wish of the old run: all of it has gone again since.
            await #expect(throws: ResubmitProblem.nothingMatches) {
                try await ground.operators.resubmit(wish(scene.creditor, scene.run, [.rejected]))
            }
        }
    }

    @Test func allRunsOfACreditorAndOfNobodyElse() async throws {
        try await Ground.prepare { ground in
            let scene = try await scene(ground, [.rejected, .accepted])
            let next = try await ground.load(
                try Invoice.overdue(3...4), of: scene.creditor, key: "next")
            try await end(ground, try #require(next.run), scene.worker, [.failed, .rejected])
            let other = try await ground.creditor("other")
            let theirs = try await ground.load(try Invoice.overdue(1...1), of: other)
            try await end(ground, try #require(theirs.run), scene.worker, [.rejected])
            try await ground.run("update invoice set as_of = now()")
            let made = try await ground.operators.resubmit(wish(scene.creditor, nil))
            #expect(try await numbers(ground, made.load.run) == ["F1", "F3", "F4"])
            let again = try await ground.operators.resubmit(wish(scene.creditor, nil))
            #expect(again.load.existing && again.load.run == made.load.run)
            // More has come to such an end since, of which only the latest counts.
            try await end(
                ground, try #require(made.load.run), scene.worker, [.rejected, .accepted, .failed])
            let third = try await ground.operators.resubmit(wish(scene.creditor, nil))
            #expect(!third.load.existing)
            #expect(try await numbers(ground, third.load.run) == ["F1", "F4"])
        }
    }

    @Test func anInvoiceThatWentAnotherTimeIsLeftOutAndOneThatOnlyWasSkippedIsNot() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(3)
            let later = try await ground.load([.overdue("F1")], of: scene.creditor, key: "later")
            #expect(later.reasons == [.alreadyLive: 1])
            try await end(ground, scene.run, scene.worker, [.rejected, .rejected, .rejected])
            let third = try await ground.load([.overdue("F2")], of: scene.creditor, key: "third")
            #expect(third.queued == 1)
            try await ground.run("update invoice set as_of = now()")
            let made = try await ground.operators.resubmit(wish(scene.creditor, scene.run))
            #expect(try await numbers(ground, made.load.run) == ["F1", "F3"])
            #expect(made.load.queued == 2)
        }
    }

    @Test func aLineThatTheFileHadTwiceNeverGoes() async throws {
        try await Ground.prepare { ground in
            let creditor = try await ground.creditor()
            let lines = try ["F1", "F1", "7", "007"].map { try Invoice.overdue($0) }
            let loaded = try await ground.load(lines, of: creditor)
            #expect(loaded.reasons == [.duplicateInBatch: 1, .spelledTwice: 1])
            try await ground.run("update invoice set as_of = now()")
            for reasons in [[], [Reason.duplicateInBatch, .spelledTwice]] {
                await #expect(throws: ResubmitProblem.nothingMatches) {
                    try await ground.operators.resubmit(
                        wish(creditor, loaded.run, Self.ended + [.skipped], reasons: reasons))
                }
            }
        }
    }

    @Test func twoSkippedLinesOfOneInvoiceMakeOneLetter() async throws {
        try await Ground.prepare { ground in
            let creditor = try await ground.creditor()
            let paid = try Invoice.overdue("F1", flags: .paid)
            let loaded = try await ground.load([paid, paid], of: creditor)
            #expect(loaded.reasons == [.paid: 2])
            try await ground.run("update invoice set flags = 0, as_of = now()")
            let made = try await ground.operators.resubmit(
                wish(creditor, loaded.run, [.skipped], reasons: [.paid]))
            #expect(made.load.queued == 1 && made.load.reasons == [.duplicateInBatch: 1])
            #expect(try await ground.permits() == ["F1 \(try #require(made.load.run))/1"])
        }
    }

    @Test func whatMayGoIsDecidedAnew() async throws {
        try await Ground.prepare { ground in
            let scene = try await scene(ground, [.rejected, .rejected, .rejected])
            try await ground.run("update invoice set flags = 1 where number = 'F1'")
            // Not due in any time zone.
            try await ground.run(
                "update invoice set due_date = now() + interval '1 day' where number = 'F2'")
            let made = try await ground.operators.resubmit(wish(scene.creditor, scene.run))
            let run = try #require(made.load.run)
            #expect(try await ground.reasons(run) == ["PAID", "NOT_DUE", ""])
            #expect(try await ground.states(run) == "ssq")
        }
    }

    @Test func aCreditorThatIsNotActiveSendsNothingAgain() async throws {
        try await Ground.prepare { ground in
            let scene = try await scene(ground, [.rejected])
            try await ground.run("update creditor set activation = 'refused'")
            await #expect(throws: LoadProblem.creditorNotActive(.refused)) {
                try await ground.operators.resubmit(wish(scene.creditor, scene.run))
            }
            await #expect(throws: LoadProblem.noSuchCreditor) {
                try await ground.operators.resubmit(wish(scene.creditor + 1, nil))
            }
        }
    }

    @Test func knowledgeOfMoreThanAWeekAgoIsRefusedUnlessItIsAskedFor() async throws {
        try await Ground.prepare { ground in
            let scene = try await scene(ground, [.rejected, .rejected])
            let old = "update invoice set as_of = now() - interval '9 days' where number = 'F1'"
            try await ground.run(old)
            let asked = wish(scene.creditor, scene.run)
            await #expect(throws: ResubmitProblem.stale(days: 9)) {
                try await ground.operators.resubmit(asked)
            }
            #expect(try await ground.number("select count(*) from run") == 1)
            #expect(try await ground.permits().isEmpty)
            let foreseen = try await ground.operators.resubmit(
                wish(scene.creditor, scene.run, dryRun: true))
            #expect(Int(foreseen.oldest / 86_400) == 9 && foreseen.load.queued == 2)
            // What does not go may be as old as it likes.
            try await ground.run("update invoice set flags = 1 where number = 'F1'")
            #expect(
                try await ground.operators.resubmit(
                    wish(scene.creditor, scene.run, dryRun: true)
                ).oldest < 3_600)
            try await ground.run("update invoice set flags = 0 where number = 'F1'")
            let made = try await ground.operators.resubmit(
                wish(scene.creditor, scene.run, allowsStale: true))
            #expect(made.load.queued == 2)
        }
    }

    @Test func whereNothingMatchesNothingIsMade() async throws {
        try await Ground.prepare { ground in
            let scene = try await scene(ground, [.accepted, .uncertain, .rejected])
            for asked in [
                wish(scene.creditor, scene.run + 1), wish(scene.creditor, scene.run, [.failed]),
                wish(scene.creditor, scene.run, reasons: [.paid]),
            ] {
                await #expect(throws: ResubmitProblem.nothingMatches) {
                    try await ground.operators.resubmit(asked)
                }
            }
            try await ground.run("delete from invoice where number = 'F3'")
            await #expect(throws: ResubmitProblem.nothingMatches) {
                try await ground.operators.resubmit(wish(scene.creditor, scene.run))
            }
            #expect(try await ground.number("select count(*) from run") == 1)
        }
    }

    /// More than a page, in the order of the old, in parts of its own.
    @Test func aLongRunGoesWhole() async throws {
        try await Ground.prepare { ground in
            let scene = try await ground.begin(2_300)
            try await ground.run("update invoice set as_of = now()")
            try await ground.run("delete from permit where pos % 7 <> 0")
            try await ground.run(
                "update reminder set state = 'r', reason = 60 where pos % 7 <> 0")
            try await ground.recount()
            try await ground.run("delete from invoice where number = 'F1'")
            let made = try await ground.operators.resubmit(wish(scene.creditor, scene.run))
            #expect(made.missing == 1)
            let expected = (2...2_300).filter { $0 % 7 != 0 }.map { Optional("F\($0)") }
            #expect(try await numbers(ground, made.load.run) == expected)
            #expect(made.load.queued == expected.count && made.load.total == expected.count)
            let run = try #require(made.load.run)
            #expect(
                try await ground.number(
                    "select sum(n_q) from part where run = $1", [.int(run)]) == expected.count)
        }
    }
}
