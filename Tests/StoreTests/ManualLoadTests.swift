import ConsoleStore
import Postgres
import QueueStore
import Reminders
import Testing

@testable import Database
@testable import EnqueueStore
@testable import OperatorStore
@testable import SharedChanges

/// Runs of which some or all is to be done by hand, and never goes to Amili.
@Suite struct ManualLoadTests {
    private static let letter = ReminderRoute.manual(ManualChoices())

    /// Every second invoice F2, F4, … by hand.
    private func mixed(
        _ count: Int, of creditor: CreditorID, activation: ActivationState = .active,
        on harness: StoreHarness
    ) async throws -> LoadReport {
        let invoices = try Invoice.overdue(1...count)
        _ = try await harness.bringUpToDate(
            invoices, of: creditor, asOf: "2025-11-01T09:00:00Z")
        let today = try #require(CalendarDate(iso: "2026-01-02"))
        return try await harness.database.pool.perform { session in
            try session.transaction { session in
                try session.run(LockStatement.lockLoader, ["creditor": .id(creditor)])
                let opened = try session.run(
                    LoadStatement.openRun,
                    [
                        "creditor": .id(creditor), "key": .text("mixed"), "digest": .text("d"),
                        "as_of": .text("2025-11-01T12:00:00Z"), "grace_bank_days": .integer(3),
                        "created_by": .text("test"),
                    ])
                var loading = RunLoader(
                    creditor: creditor, run: opened.id(0, "id"), asOf: nil,
                    rule: Eligibility(
                        today: max(today, invoices[0].dueDate.adding(days: 30)),
                        graceBankDays: 3), activation: activation)
                let routes = invoices.indices.map {
                    $0 % 2 == 0
                        ? ReminderRoute.amili
                        : .manual(ManualChoices(byEmail: true, withInterest: false, withFee: true))
                }
                let taken = try loading.takeKnown(invoices, routes: routes, in: session)
                #expect(taken == invoices.map(\.number.key))
                try loading.close(hold: nil, in: session)
                return loading.report
            }
        }
    }

    private func list(_ harness: StoreHarness) async throws -> [[String?]] {
        try await harness.ask(
            """
            select pos::text, by_email::text, with_interest::text, with_fee::text, todo::text
            from manual_reminder order by run, pos
            """)
    }

    // MARK: Loads

    @Test func aManualRunIsDoneAtOnceAndHoldsItsPermits() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let report = try await harness.load(
                [.overdue("F1"), .overdue("F2", flags: .disputed), .overdue("F3")], of: creditor,
                route: Self.letter)
            #expect(report.manual == 2 && report.queued == 0 && report.skipped == 1)
            #expect(report.total == 3)
            let run = try #require(report.run)
            #expect(try await harness.states(run) == "msm")
            #expect(try await harness.permits() == ["F1 \(run)/1", "F3 \(run)/3"])
            #expect(
                try await list(harness) == [
                    ["1", "false", "true", "false", "true"],
                    ["2", "false", "true", "false", "false"],
                    ["3", "false", "true", "false", "true"],
                ])
            let row = try #require(try await harness.console.runs(run).first)
            #expect(row.state == .done && row.counts[.manual] == 2 && row.loadedManual == 2)
            #expect(row.counts.values.reduce(0, +) == row.total)
            try await harness.expectCountsAddUp()
        }
    }

    @Test func amiliNeverGetsToSeeOne() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let report = try await mixed(5, of: creditor, on: harness)
            #expect(report.manual == 2 && report.queued == 3)
            let run = try #require(report.run)
            #expect(try await harness.states(run) == "qmqmq")
            let worker = try await harness.queue.register("w")
            let part = try await harness.claimed(by: worker)
            guard
                case .reminders(let reminders, _, _) = try await harness.queue.read(
                    part, by: worker)
            else { throw Unexpected("lease lost") }
            #expect(reminders.map(\.position) == [1, 3, 5])
            // A crash puts what may have been sent in doubt, and nothing else.
            try await harness.kill(worker)
            #expect(try await harness.states(run) == "umumu")
            let next = try await harness.queue.register("w2")
            let again = try await harness.claimed(by: next)
            _ = try await harness.settle(
                again, by: next, [.accepted(1), .accepted(3), .accepted(5)])
            #expect(try await harness.states(run) == "amama")
            try await harness.tendAsLookedAt()
            let row = try #require(try await harness.console.runs(run).first)
            #expect(row.state == .done && row.counts[.manual] == 2 && row.counts[.accepted] == 3)
            try await harness.expectCountsAddUp()
        }
    }

    @Test func aRunOfManualOnesAloneIsNothingToClaim() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            _ = try await harness.load(
                try Invoice.overdue(1...120), of: creditor, route: Self.letter)
            let worker = try await harness.queue.register("w")
            if case .part = try await harness.queue.claim(worker) {
                Issue.record("there is nothing to send")
            }
        }
    }

    @Test(arguments: [false, true])
    func whateverTheRouteAnInvoiceHasOneLiveReminder(manualFirst: Bool) async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let first = try await harness.load(
                try Invoice.overdue(1...2), of: creditor,
                route: manualFirst ? Self.letter : .amili)
            let second = try await harness.load(
                try Invoice.overdue(1...3), of: creditor, key: "k2",
                route: manualFirst ? .amili : Self.letter)
            #expect(first.queued + first.manual == 2)
            #expect(second.queued + second.manual == 1 && second.reasons == [.alreadyLive: 2])
        }
    }

    @Test func onlyWhatGoesToAmiliAsksWhetherTheCreditorIsActiveThere() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.run("update creditor set activation = 'pending'")
            let report = try await harness.load([.overdue("F1")], of: creditor, route: Self.letter)
            #expect(report.manual == 1)
            await #expect(throws: LoadProblem.creditorNotActive(.pending)) {
                try await harness.load([.overdue("F2")], of: creditor, key: "k2")
            }
            await #expect(throws: LoadProblem.creditorNotActive(.pending)) {
                try await mixed(2, of: creditor, activation: .pending, on: harness)
            }
            #expect(try await harness.number("select count(*) from run") == 1)
        }
    }

    @Test func aDryRunSaysItAndKeepsNothing() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let report = try await harness.enqueue.load(
                LoadOrder(
                    creditor: creditor, key: "k", digest: "d", asOf: "2025-11-01T12:00:00Z",
                    createdBy: "test", dryRun: true, route: Self.letter)
            ) { Lines([try .overdue("F1")]) }
            #expect(report.manual == 1 && report.total == 1)
            #expect(try await harness.number("select count(*) from manual_reminder") == 0)
            #expect(try await harness.permits() == [])
        }
    }

    @Test func theSameFileByAnotherRouteIsAnotherWish() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            _ = try await harness.load([.overdue("F1")], of: creditor, route: Self.letter)
            let again = try await harness.load([.overdue("F1")], of: creditor, route: Self.letter)
            #expect(again.existing)
            await #expect(throws: (any Error).self) {
                try await harness.load([.overdue("F1")], of: creditor)
            }
            await #expect(throws: (any Error).self) {
                try await harness.load(
                    [.overdue("F1")], of: creditor,
                    route: .manual(ManualChoices(byEmail: true)))
            }
        }
    }

    @Test func aHeldRunCountsThemAndItsReleaseAsksForNoTurn() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let report = try await harness.load(
                try Invoice.overdue(1...200), of: creditor, hold: .seconds(600),
                route: Self.letter)
            let run = try #require(report.run)
            let held = try #require(try await harness.console.runs(run).first)
            #expect(held.state == .held && held.counts[.manual] == 200 && held.total == 200)
            try await harness.run("update run set hold_until = now()")
            try await harness.tendAsLookedAt()
            let open = try #require(try await harness.console.runs(run).first)
            #expect(open.state == .done && open.counts[.manual] == 200)
            #expect(try await harness.number("select finish_tag::integer from creditor") == 0)
            try await harness.expectCountsAddUp()
        }
    }

    // MARK: Cancelling

    @Test func cancellingTakesBackWhatNobodyHasDone() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let report = try await harness.load(
                try Invoice.overdue(1...150), of: creditor, route: Self.letter)
            let run = try #require(report.run)
            try await harness.run(
                """
                update manual_reminder set todo = false, done_at = now(), done_by = 'kim',
                    claimed_until = now(), claimed_ore = 1, fee_ore = 0 where pos in (2, 120)
                """)
            let foreseen = try await harness.operators.cancel(run, by: "kim", dryRun: true)
            #expect(foreseen.manual == 148 && foreseen.manualDone == 2)
            _ = try await harness.operators.cancel(run, by: "kim", dryRun: false)
            #expect(try await harness.operators.cancelSlice(of: run) == 2)
            #expect(try await harness.operators.cancelSlice(of: run) == 0)
            let now = try await harness.operators.cancellation(of: run)
            #expect(now.manual == 0 && now.manualDone == 2 && now.cancelled == 148)
            #expect(try await harness.permits() == ["F120 \(run)/120", "F2 \(run)/2"])
            #expect(
                Set(try await harness.reasons(run)) == ["CANCELLED_BY_USER", ""])
            try await harness.expectCountsAddUp()
            let row = try #require(try await harness.console.runs(run).first)
            #expect(row.state == .stopped && row.counts[.manual] == 2)
            // Nobody has anything left to do: cancelling it is over.
            #expect(try await harness.operators.cancel(run, by: "kim", dryRun: false) == now)
        }
    }

    @Test func aRunWhoseManualOnesAreAllDoneCannotBeCancelled() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let report = try await harness.load([.overdue("F1")], of: creditor, route: Self.letter)
            try await harness.run(
                """
                update manual_reminder set todo = false, done_at = now(), done_by = 'kim',
                    claimed_until = now(), claimed_ore = 1, fee_ore = 0
                """)
            await #expect(throws: CancelProblem.done) {
                try await harness.operators.cancel(
                    try #require(report.run), by: "kim", dryRun: false)
            }
        }
    }

    @Test func whoeverComesByFinishesACancellation() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let held = try await harness.load(
                try Invoice.overdue(1...3), of: creditor, hold: .seconds(600), route: Self.letter)
            let run = try #require(held.run)
            let first = try await harness.operators.cancel(run, by: "kim", dryRun: false)
            #expect(first.manual == 3)
            #expect(try await harness.operators.manualReminders(of: creditor, limit: 9) == [])
            try await harness.tendAsLookedAt()
            #expect(try await harness.states(run) == "ccc")
            #expect(try await harness.permits() == [])
        }
    }

    @Test func inAMixedRunBothKindsAreTakenBack() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let report = try await mixed(6, of: creditor, on: harness)
            let run = try #require(report.run)
            let worker = try await harness.queue.register("w")
            let part = try await harness.claimed(by: worker)
            _ = try await harness.operators.cancel(run, by: "kim", dryRun: false)
            // The part is in a worker's hands: it is left to the worker.
            #expect(try await harness.operators.cancelSlice(of: run) == 0)
            _ = try await harness.settle(part, by: worker, [.accepted(1)])
            try await harness.queue.giveBack(part.claim, by: worker, .ready)
            #expect(try await harness.operators.cancelSlice(of: run) == 1)
            #expect(try await harness.states(run) == "accccc")
            #expect(try await harness.permits() == ["F1 \(run)/1"])
            try await harness.expectCountsAddUp()
        }
    }

    // MARK: Another run of them

    @Test func resubmittedTheyAreStillDoneByHand() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let report = try await mixed(4, of: creditor, on: harness)
            let run = try #require(report.run)
            _ = try await harness.operators.cancel(run, by: "kim", dryRun: false)
            try await harness.tendAsLookedAt()
            #expect(try await harness.states(run) == "cccc")
            let again = try await harness.operators.resubmit(
                Resubmission(
                    creditor: creditor, run: run, states: [.cancelled], reasons: [],
                    graceBankDays: nil, createdBy: "kim", dryRun: false, allowsStale: true))
            #expect(again.load.queued == 2 && again.load.manual == 2)
            #expect(try await harness.states(try #require(again.load.run)) == "qmqm")
            #expect(
                try await harness.ask(
                    "select by_email, with_interest, with_fee from manual_reminder where todo")
                    == [["t", "f", "t"], ["t", "f", "t"]])
        }
    }

    @Test func whatWasSkippedByHandIsNotSentByAResubmission() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let report = try await harness.load(
                [.overdue("F1", flags: .disputed)], of: creditor, route: Self.letter)
            _ = try await harness.bringUpToDate(
                [.overdue("F1")], knownFlags: .disputed, of: creditor,
                asOf: "2025-11-09T09:00:00Z")
            let again = try await harness.operators.resubmit(
                Resubmission(
                    creditor: creditor, run: report.run, states: [.skipped],
                    reasons: [.disputed], graceBankDays: nil, createdBy: "kim", dryRun: false,
                    allowsStale: true))
            #expect(again.load.queued == 0 && again.load.manual == 1)
        }
    }
}
