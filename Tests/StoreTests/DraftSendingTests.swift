import Postgres
import Reminders
import Stores
import Testing

@testable import ConsoleStore
@testable import EnqueueStore
@testable import OperatorStore

/// A draft becomes one run, whoever sends it how often from wherever.
@Suite struct DraftSendingTests {
    private func send(
        _ harness: StoreHarness, _ id: DraftID, _ owner: SelectionOwner, revision: Int = 0,
        hold: Duration? = .seconds(60), allowsStale: Bool = false
    ) async throws -> LoadReport {
        try await harness.operators.sendDraft(
            DraftOrder(
                draft: id, owner: owner, revision: revision, hold: hold,
                allowsStale: allowsStale, createdBy: "user"))
    }

    @Test func itBecomesAHeldRunOfWhatIsTicked() async throws {
        try await DraftTests.withInvoices(try Invoice.overdue(1...6)) { harness, owner in
            let stores = harness.stores
            _ = try await stores.operators.selectAll(ListFilter(), by: owner)
            let (id, _) = try await DraftTests.built(harness, owner)
            try await stores.operators.change(
                DraftChange(isTicked: false), lines: [2], of: id, by: owner)
            try await harness.run("update invoice set flags = 1 where number = 'F3'")
            let report = try await send(harness, id, owner, revision: 1)
            #expect(report.queued == 4 && report.skipped == 1 && report.reasons == [.paid: 1])
            let run = try #require(report.run)
            #expect(try await harness.states(run) == "qsqqq")
            let row = try #require(try await stores.console.runs(run).first)
            #expect(row.state == .held && row.key == id.runKey && row.createdBy == "user")
            #expect(try await stores.operators.draft(id, by: owner).run == run)
            #expect(try await stores.operators.selectionSummary(by: owner).isEmpty)
            await #expect(throws: DraftProblem.sent(run: run)) {
                try await stores.operators.changeAll(DraftChange(isTicked: true), of: id, by: owner)
            }
        }
    }

    @Test func eightAtOnceAreOneRun() async throws {
        try await DraftTests.withInvoices(try Invoice.overdue(1...20)) { harness, owner in
            _ = try await harness.operators.selectAll(ListFilter(), by: owner)
            let (id, _) = try await DraftTests.built(harness, owner)
            let reports = try await withThrowingTaskGroup(of: LoadReport.self) { group in
                for _ in 1...8 { group.addTask { try await send(harness, id, owner) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(reports.map(\.run)).count == 1)
            #expect(reports.filter { !$0.existing }.count == 1)
            #expect(try await harness.number("select count(*) from run") == 1)
            #expect(try await harness.number("select count(*) from reminder") == 20)
            // Long after, when the draft is swept.
            try await harness.run("update draft set expires_at = now() - interval '1 s'")
            #expect(try await send(harness, id, owner).existing)
            try await harness.operators.sweepDrafts()
            #expect(try await harness.number("select count(*) from draft") == 0)
            #expect(try await send(harness, id, owner).existing)
        }
    }

    @Test func ofTwoThatOverlapEachInvoiceGetsOneLetter() async throws {
        try await DraftTests.withInvoices(try Invoice.overdue(1...9)) { harness, owner in
            let stores = harness.stores
            let other = SelectionOwner(owner: 2, creditor: owner.creditor)
            try await stores.operators.tick((1...6).map { "F\($0)" }, true, by: owner)
            try await stores.operators.tick((4...9).map { "F\($0)" }, true, by: other)
            let (mine, _) = try await DraftTests.built(harness, owner)
            let (theirs, draft) = try await DraftTests.built(harness, other)
            #expect(draft.totals.amili == 6)
            async let one = send(harness, mine, owner)
            async let two = send(harness, theirs, other)
            let reports = try await [one, two]
            #expect(Set(reports.map(\.run)).count == 2)
            #expect(reports.map(\.queued).reduce(0, +) == 9)
            #expect(reports.map { $0.reasons[.alreadyLive] ?? 0 }.sorted() == [0, 3])
            #expect(try await harness.permits().count == 9)
        }
    }

    @Test func whatWasShownIsWhatIsSent() async throws {
        try await DraftTests.withInvoices(try Invoice.overdue(1...3)) { harness, owner in
            let stores = harness.stores
            _ = try await stores.operators.selectAll(ListFilter(), by: owner)
            let opened = try await stores.operators.openDraft(by: owner)
            await #expect(throws: DraftProblem.notReady) {
                _ = try await send(harness, opened, owner)
            }
            let (id, _) = try await DraftTests.built(harness, owner)
            try await stores.operators.changeAll(DraftChange(isTicked: false), of: id, by: owner)
            await #expect(throws: DraftProblem.changed) { _ = try await send(harness, id, owner) }
            await #expect(throws: DraftProblem.nothingTicked) {
                _ = try await send(harness, id, owner, revision: 1)
            }
            try await stores.operators.closeDraft(id, by: owner)
            await #expect(throws: DraftProblem.expired) {
                _ = try await send(harness, id, owner, revision: 1)
            }
            #expect(try await harness.number("select count(*) from run") == 0)
        }
    }

    @Test func oldKnowledgeMustBeConfirmed() async throws {
        try await DraftTests.withInvoices(try Invoice.overdue(1...3)) { harness, owner in
            let stores = harness.stores
            try await harness.run(
                "update invoice set as_of = now() - interval '9 days' where number = 'F2'")
            _ = try await stores.operators.selectAll(ListFilter(), by: owner)
            let (id, draft) = try await DraftTests.built(harness, owner)
            #expect(draft.totals.stale == 1 && draft.totals.oldestDays == 9)
            await #expect(throws: DraftProblem.stale(days: 9)) {
                _ = try await send(harness, id, owner)
            }
            try await stores.operators.change(
                DraftChange(isTicked: false), lines: [2], of: id, by: owner)
            #expect(try await stores.operators.draft(id, by: owner).totals.stale == 0)
            try await stores.operators.change(
                DraftChange(isTicked: true), lines: [2], of: id, by: owner)
            let report = try await send(harness, id, owner, revision: 2, allowsStale: true)
            #expect(report.queued == 3)
        }
    }

    @Test func aCreditorThatIsNotActiveSendsByHandAlone() async throws {
        try await DraftTests.withInvoices(try Invoice.overdue(1...4)) { harness, owner in
            let stores = harness.stores
            try await harness.run("update creditor set activation = 'pending'")
            _ = try await stores.operators.selectAll(ListFilter(), by: owner)
            let (id, draft) = try await DraftTests.built(harness, owner)
            #expect(!draft.totals.isActive && draft.totals.tickedForAmili == 4)
            await #expect(throws: LoadProblem.creditorNotActive(.pending)) {
                _ = try await send(harness, id, owner)
            }
            try await stores.operators.changeAll(
                DraftChange(isManual: true, byEmail: true), of: id, by: owner)
            try await stores.operators.change(
                DraftChange(withInterest: false), lines: [3], of: id, by: owner)
            let report = try await send(harness, id, owner, revision: 2)
            #expect(report.manual == 4 && report.queued == 0)
            let choices = try await harness.ask(
                "select by_email::text || with_interest from manual_reminder order by pos")
            #expect(
                choices.map { $0[0] } == ["truetrue", "truetrue", "truefalse", "truetrue"])
        }
    }

    @Test func theUsualSizeIsTheMedianOfTheLastRuns() async throws {
        try await DraftTests.withInvoices([]) { harness, owner in
            #expect(try await harness.operators.usualSize(owner.creditor) == nil)
            for (run, size) in [3, 1, 20].enumerated() {
                let invoices = try (1...size).map { try Invoice.overdue("\(run)-\($0)") }
                _ = try await harness.load(invoices, of: owner.creditor, key: "k\(run)")
            }
            #expect(try await harness.operators.usualSize(owner.creditor) == 3)
        }
    }
}
