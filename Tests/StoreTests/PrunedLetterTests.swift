import AccessStore
import ConsoleStore
import Database
import EnqueueStore
import OperatorStore
import Postgres
import QueueStore
import Reminders
import Testing

/// A letter that was pruned keeps another one from going, and is shown.
@Suite struct PrunedLetterTests {
    @Test func whatAmiliHadIsSkippedByANewRunAndStaysShown() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.endedRun()
            try await harness.prune()
            let again = try await harness.load(
                try Invoice.overdue(1...6), of: fixture.creditor, key: "again", digest: "e")
            let run = try #require(again.run)
            #expect(try await harness.states(run) == "sssqqq")
            #expect(
                try await harness.reasons(run).prefix(3).allSatisfy { $0 == "ALREADY_AT_AMILI" })
            // The later reminder, which was skipped, does not hide the letter.
            for filter in [ListFilter(), ListFilter(states: [.accepted])] {
                let rows = try await harness.shown(fixture, filter)
                #expect(rows.contains("F1 accepted Avslutad"), "\(rows)")
            }
            #expect(try await harness.shown(fixture, ListFilter(states: [.skipped])) == [])
            // The same file once more is the same run.
            let same = try await harness.load(try Invoice.overdue(1...6), of: fixture.creditor)
            #expect(same.existing && same.run == fixture.run)
        }
    }

    @Test func aReleaseLetsItGoAgain() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.endedRun()
            try await harness.prune()
            #expect(
                try await harness.operators.release(
                    "F1", of: fixture.creditor, by: "op", why: "withdrawn") == fixture.run)
            #expect(try await harness.permits().count == 2)
            #expect(
                try await harness.number(
                    "select count(*) from evidence where decision = 'released'") == 1)
        }
    }

    /// A letter may have gone by the first spelling, and look-ups ask for it.
    @Test func theSpellingOfTheLetterStays() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.endedRun()
            try await harness.prune()
            _ = try await harness.bringUpToDate(
                [try Invoice.overdue("f1"), try Invoice.overdue("f4")], of: fixture.creditor,
                asOf: "2025-12-01T12:00:00Z")
            // No letter went for the latter.
            let written = try await harness.ask(
                "select written from invoice where number in ('F1', 'F4') order by number")
            #expect(written == [["F1"], ["f4"]])
        }
    }

    /// A case of lost time that a pruned reminder had is no other letter's.
    @Test func aCaseOfAPrunedReminderIsNotTakenForAnothers() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.endedRun()
            try await harness.run("update creditor set canary_written = 'F1', canary_number = 'F1'")
            try await harness.prune()
            let again = try await harness.load(
                try Invoice.overdue(1...2), of: fixture.creditor, key: "again", digest: "e")
            try await harness.run(
                """
                insert into lost_time (since, closes_after)
                values (now() - interval '1 day', now() + interval '1 h')
                """)
            try await harness.run(
                "update poll set changes_due_at = now() - interval '1 s', held_until = '-infinity'")
            let turn = try #require(try await harness.takeTurn(fixture.worker))
            let now = try await harness.number("select extract(epoch from now())::bigint")
            _ = try await harness.queue.record(
                [
                    FollowedCase(
                        invoiceKey: "F1", caseID: "case-1",
                        standing: AmiliStanding(state: "closed_withdrawn", status: nil),
                        isOpen: false, createdAt: Int64(now), updatedAt: Int64(now))
                ], of: turn, next: Turn.Place(page: 2))
            #expect(try await harness.states(try #require(again.run)) == "ss")
            #expect(try await harness.number("select count(*) from incident") == 0)
        }
    }

    /// A load that takes permits goes first.
    @Test func itWaitsForALoad() async throws {
        try await StoreHarness.prepare { harness in
            _ = try await harness.endedRun()
            try await withThrowingTaskGroup(of: PruneReport.self) { group in
                try await harness.holding("select from loader for no key update") {
                    group.addTask { try await harness.prune() }
                    try await harness.waitForWaiting()
                    #expect(try await harness.positions() == "1 2 3 4 5 6")
                }
                #expect(try await group.next()?.reminders == 5)
            }
        }
    }

    /// The second creditor's load does not end: what was pruned of the first is in the audit.
    @Test func whatWasDoneBeforeAFailureIsInTheAudit() async throws {
        try await StoreHarness.prepare { harness in
            _ = try await harness.endedRun()
            let other = try await harness.creditor("annan")
            _ = try await harness.load(try Invoice.overdue(1...2), of: other)
            try await harness.age("2 years")
            try await harness.holding(
                "select from loader where creditor = \(other) for no key update"
            ) {
                _ = await #expect(throws: LoadProblem.self) { try await harness.prune() }
            }
            #expect(try await harness.positions() == "2 1 2")
            #expect(
                try await harness.number(
                    """
                    select count(*) from console_audit
                    where facts like '%: 5 reminders of 1 runs, 0 lines of the audit'
                    """) == 1)
        }
    }

    /// Amili says meanwhile that a case is open again: the answer was first, and is believed.
    @Test func aCaseThatOpensAgainMeanwhileStays() async throws {
        try await StoreHarness.prepare { harness in
            _ = try await harness.endedRun()
            try await withThrowingTaskGroup(of: PruneReport.self) { group in
                try await harness.holding(
                    """
                    update reminder set amili_state = 'reminder', changed_at = now() where pos = 1
                    """
                ) {
                    group.addTask { try await harness.prune() }
                    try await harness.waitForWaiting()
                }
                #expect(try await group.next()?.reminders == 4)
            }
            #expect(try await harness.positions() == "1 2")
            #expect(
                try await harness.number("select count(*) from permit where case_id is not null")
                    == 1)
        }
    }
}
