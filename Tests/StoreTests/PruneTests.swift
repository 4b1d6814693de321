import AccessStore
import ConsoleStore
import Database
import EnqueueStore
import OperatorStore
import Postgres
import QueueStore
import Reminders
import Testing

/// Pruning deletes what ended long ago, and keeps what keeps letters from going twice.
@Suite struct PruneTests {
    private static let age = PruneAge("18mo")!

    @discardableResult
    private func prune(
        _ harness: StoreHarness, _ age: PruneAge = age, dryRun: Bool = false
    ) async throws -> PruneReport {
        try await harness.operators.prune(
            olderThan: age, auditOlderThan: PruneAge("7y")!, by: "op", as: "pruned",
            dryRun: dryRun)
    }

    /// A run that is done: position 1 is closed at Amili, 2 open there, 3 closed and paid, 4
    /// rejected, 5 failed, 6 skipped. All ended two years ago.
    private func ended(_ harness: StoreHarness) async throws -> Fixture {
        let fixture = try await harness.begin(6)
        let part = try await harness.claimed(by: fixture.worker)
        _ = try await harness.settle(
            part, by: fixture.worker,
            [
                .accepted(1), .accepted(2), .accepted(3), .rejected(4),
                Settlement(
                    position: 5, state: .failed, reason: .attemptsExhausted, countsAttempt: true),
                .skipped(6),
            ],
            evidence: [
                Evidence(.call, position: 1, trace: CallTrace(), to: .accepted, why: "201"),
                Evidence(.call, position: 2, trace: CallTrace(), to: .accepted, why: "201"),
                Evidence(.lookup, trace: CallTrace(), why: "asked about 6, found 0"),
            ])
        try await harness.run(
            """
            update reminder set amili_state = case pos when 1 then 'closed_withdrawn' end,
                amili_status = case pos when 2 then 'reminder' when 3 then 'closed_paid' end
            where state = 'a'
            """)
        try await age(harness, "2 years")
        return fixture
    }

    private func age(_ harness: StoreHarness, _ interval: String) async throws {
        try await harness.run("update reminder set changed_at = now() - interval '\(interval)'")
        try await harness.run(
            """
            update run set state = 'done', released_at = now() - interval '\(interval)',
                finished_at = now() - interval '\(interval)'
            """)
    }

    private func positions(_ harness: StoreHarness) async throws -> String {
        try await harness.ask(
            "select coalesce(string_agg(pos::text, ' ' order by run, pos), '') from reminder")[0][0]
            ?? ""
    }

    private func shown(
        _ harness: StoreHarness, _ fixture: Fixture, _ filter: ListFilter = ListFilter()
    ) async throws -> [String] {
        try await harness.console.browse(
            fixture.creditor, filter, by: ListOrder(.number)
        ).rows.map { "\($0.key) \($0.state.rawValue) \($0.shownSwedish)" }
    }

    // MARK: What goes and what stays

    @Test func whatIsOverGoesAndItsPermitTellsHowItEnded() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await ended(harness)
            let permits = try await harness.permits()
            let before = try await shown(harness, fixture)
            let report = try await prune(harness)
            #expect(report.runs == 1 && report.reminders == 5 && report.kept == 1)
            #expect(report.evidence == 1)
            #expect(try await positions(harness) == "2")
            #expect(try await harness.permits() == permits)
            #expect(
                try await harness.ask(
                    "select number, case_id, amili_state from permit order by number") == [
                        ["F1", "case-1", "closed_withdrawn"], ["F2", nil, nil],
                        ["F3", "case-3", "closed_paid"],
                    ])
            #expect(try await harness.ask("select pruned, total from run") == [["5", "6"]])
            // The letters that Amili has are shown as before.
            #expect(
                try await shown(harness, fixture) == Array(before.prefix(3)) + [
                    "F4 none Ingen påminnelse", "F5 none Ingen påminnelse",
                    "F6 none Ingen påminnelse",
                ])
            #expect(before.first == "F1 accepted Avslutad")
            #expect(
                try await harness.ask(
                    "select run, pos, case_id from invoice_list where invoice_number = 'F3'")
                    == [["\(fixture.run)", "3", "case-3"]])
            let row = try #require(try await harness.console.run(fixture.run, of: fixture.creditor))
            #expect(row.counts[.accepted] == 3 && row.pruned == 5 && row.prunedAt != nil)
        }
    }

    @Test func aDryRunTellsTheSameAndChangesNothing() async throws {
        try await StoreHarness.prepare { harness in
            _ = try await ended(harness)
            let evidence = try await harness.number("select count(*) from evidence")
            var would = try await prune(harness, dryRun: true)
            #expect(try await positions(harness) == "1 2 3 4 5 6")
            #expect(try await harness.number("select count(*) from evidence") == evidence)
            #expect(
                try await harness.number("select count(*) from permit where case_id <> ''") == 0)
            #expect(try await harness.number("select count(*) from console_audit") == 0)
            let pruned = try await prune(harness)
            would.before = pruned.before
            #expect(would == pruned)
            #expect(
                try await harness.ask("select login, action from console_audit") == [
                    ["op", "pruned"]
                ])
            // There is nothing left for a second time, and nothing to record.
            let again = try await prune(harness)
            #expect(again.reminders == 0 && again.runs == 0 && again.kept == 1)
            #expect(try await harness.number("select count(*) from console_audit") == 1)
        }
    }

    /// The evidence about parts and the run goes with the last reminder.
    @Test func aRunWithoutRemindersHasNoEvidence() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await ended(harness)
            try await harness.run("update reminder set amili_status = 'closed' where pos = 2")
            let would = try await prune(harness, dryRun: true)
            let report = try await prune(harness)
            #expect(report.evidence == would.evidence && report.evidence >= 3)
            #expect(report.kept == 0)
            #expect(try await harness.number("select count(*) from evidence") == 0)
            #expect(try await positions(harness) == "")
            #expect(
                try await harness.ask("select state, pruned from run") == [["done", "6"]])
            let story = try await harness.console.story(of: "F1", creditor: fixture.creditor)
            #expect(story.map(\.kind) == [.pruned] && story.first?.why.contains("case-1") == true)
        }
    }

    /// Each change keeps all six.
    @Test(arguments: [
        "update run set finished_at = now() - interval '17 months'",
        "update reminder set changed_at = now() - interval '17 months'",
        "update run set state = 'open', finished_at = null",
        """
        insert into incident (creditor, run, pos, kind, closed_at)
            select creditor, run, pos, 'lost_case', now() from reminder
        """,
        """
        insert into manual_reminder (creditor, run, pos, by_email, with_interest, with_fee, todo)
            select creditor, run, pos, false, false, false, false from reminder
        """,
        "insert into invoice_twin (creditor, number, canonical) select creditor, '0' || number, number from reminder",
        """
        update reminder set amili_state = null, amili_status = null,
            state = case when pos > 3 then 'm' else state end
        """,
        """
        update reminder set case_id = null, reason = 1, state = 'a';
        """,
    ])
    func whatMayStillMatterStays(change: String) async throws {
        try await StoreHarness.prepare { harness in
            _ = try await ended(harness)
            try await harness.run(change)
            try await harness.recount()
            #expect(try await prune(harness, dryRun: true).reminders == 0)
            #expect(try await prune(harness).reminders == 0)
            #expect(try await positions(harness) == "1 2 3 4 5 6")
            #expect(try await harness.number("select count(*) from evidence") >= 3)
        }
    }

    /// No reminder that ended without a letter should hold a permit; if one does, it is looked at.
    @Test func aPermitNeverLosesItsHolderWithoutACase() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await ended(harness)
            try await harness.run(
                "insert into permit (creditor, number, run, pos) values ($1, 'F4', $2, 4)",
                [.id(fixture.creditor), .id(fixture.run)])
            try await prune(harness)
            #expect(try await positions(harness) == "2 4")
        }
    }

    /// A run of more reminders than one transaction takes.
    @Test func aLongRunIsPrunedPageByPage() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(1)
            try await harness.run(
                """
                insert into reminder (creditor, run, pos, number, state, reason)
                select creditor, run, n, 'X' || n, 's', 1
                from reminder, generate_series(2, 5000) n
                """)
            try await harness.run("update reminder set state = 's', reason = 1")
            try await harness.run("delete from permit")
            try await harness.run("update run set total = 5000, queued = 0, skipped = 5000")
            try await age(harness, "2 years")
            #expect(try await prune(harness).reminders == 5_000)
            #expect(
                try await harness.ask("select id, pruned from run") == [["\(fixture.run)", "5000"]])
            try await harness.run("delete from part")
        }
    }

    // MARK: No letter twice

    @Test func whatAmiliHadIsSkippedByANewRunAndStaysShown() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await ended(harness)
            try await prune(harness)
            let again = try await harness.load(
                try Invoice.overdue(1...6), of: fixture.creditor, key: "again", digest: "e")
            let run = try #require(again.run)
            #expect(try await harness.states(run) == "sssqqq")
            #expect(
                try await harness.reasons(run).prefix(3).allSatisfy { $0 == "ALREADY_AT_AMILI" })
            // The later reminder, which was skipped, does not hide the letter.
            for filter in [ListFilter(), ListFilter(states: [.accepted])] {
                let rows = try await shown(harness, fixture, filter)
                #expect(rows.contains("F1 accepted Avslutad"), "\(rows)")
            }
            #expect(try await shown(harness, fixture, ListFilter(states: [.skipped])) == [])
            // The same file once more is the same run.
            let same = try await harness.load(try Invoice.overdue(1...6), of: fixture.creditor)
            #expect(same.existing && same.run == fixture.run)
        }
    }

    @Test func aReleaseLetsItGoAgain() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await ended(harness)
            try await prune(harness)
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
            let fixture = try await ended(harness)
            try await prune(harness)
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
            let fixture = try await ended(harness)
            try await harness.run("update creditor set canary_written = 'F1', canary_number = 'F1'")
            try await prune(harness)
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
            _ = try await ended(harness)
            try await withThrowingTaskGroup(of: PruneReport.self) { group in
                try await harness.holding("select from loader for no key update") {
                    group.addTask { try await prune(harness) }
                    try await harness.waitForWaiting()
                    #expect(try await positions(harness) == "1 2 3 4 5 6")
                }
                #expect(try await group.next()?.reminders == 5)
            }
        }
    }

    /// The second creditor's load does not end: what was pruned of the first is in the audit.
    @Test func whatWasDoneBeforeAFailureIsInTheAudit() async throws {
        try await StoreHarness.prepare { harness in
            _ = try await ended(harness)
            let other = try await harness.creditor("annan")
            _ = try await harness.load(try Invoice.overdue(1...2), of: other)
            try await age(harness, "2 years")
            try await harness.holding(
                "select from loader where creditor = \(other) for no key update"
            ) {
                _ = await #expect(throws: LoadProblem.self) { try await prune(harness) }
            }
            #expect(try await positions(harness) == "2 1 2")
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
            _ = try await ended(harness)
            try await withThrowingTaskGroup(of: PruneReport.self) { group in
                try await harness.holding(
                    """
                    update reminder set amili_state = 'reminder', changed_at = now() where pos = 1
                    """
                ) {
                    group.addTask { try await prune(harness) }
                    try await harness.waitForWaiting()
                }
                #expect(try await group.next()?.reminders == 4)
            }
            #expect(try await positions(harness) == "1 2")
            #expect(
                try await harness.number("select count(*) from permit where case_id is not null")
                    == 1)
        }
    }

    // MARK: Other tables

    @Test func theSmallTablesLoseWhatIsOld() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(1)
            for (batch, age) in [("old", "2 years"), ("new", "1 year")] {
                try await harness.run(
                    """
                    with asked as (
                        insert into host_request (creditor, batch, as_of, digest, lines,
                            requested_by, problem, finished_at)
                        values ($1, '\(batch)', now(), 'd', 1, 'app', 'UNREADABLE',
                            now() - interval '\(age)')
                        returning id)
                    insert into host_reject (request, line, code, reason, remedy)
                        select id, n, 'BAD', 'b', 'm' from asked, generate_series(1, 1500) n
                    """, [.id(fixture.creditor)])
            }
            for age in ["8 years", "6 years"] {
                try await harness.run(
                    """
                    insert into console_audit (at, login, action)
                    values (now() - interval '\(age)', 'anna', 'sent')
                    """)
            }
            let would = try await prune(harness, dryRun: true)
            let report = try await prune(harness)
            #expect(report.rejects == 1_500 && report.audit == 1)
            #expect(would.rejects == 1_500 && would.audit == 1)
            #expect(try await harness.number("select count(*) from host_reject") == 1_500)
            // The batch is still known.
            #expect(try await harness.number("select count(*) from host_request") == 2)
            #expect(
                try await harness.ask("select login from console_audit order by at") == [
                    ["anna"], ["op"],
                ])
        }
    }

    @Test func emptyPartitionsThatAreOldAreDropped() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(1)
            for month in ["2020_01", "2020_02", "2020_03"] {
                try await harness.one.perform { session in
                    try session.script(
                        """
                        do $$ begin
                            execute format('create table evidence_\(month) partition of evidence'
                                ' for values from (%L) to (%L)', to_date('\(month)', 'YYYY_MM'),
                                to_date('\(month)', 'YYYY_MM') + interval '1 month');
                        end $$
                        """)
                }
            }
            try await harness.run(
                """
                insert into evidence (creditor, run, kind, at, why)
                values ($1, $2, 'state', '2020-02-10', 'x')
                """, [.id(fixture.creditor), .id(fixture.run)])
            let all = try await partitions(harness)
            #expect(try await prune(harness, dryRun: true).partitions == [])
            #expect(
                try await prune(harness).partitions == ["evidence_2020_01", "evidence_2020_03"])
            #expect(
                try await partitions(harness)
                    == all.filter { $0 != "evidence_2020_01" && $0 != "evidence_2020_03" })
            // Not even who asks for it can drop what is younger than 90 days.
            #expect(
                try await harness.ask("select drop_empty_evidence_partitions('infinity')")
                    == [["{}"]])
        }
    }

    private func partitions(_ harness: StoreHarness) async throws -> [String] {
        try await harness.ask(
            """
            select inhrelid::regclass::text from pg_inherits
            where inhparent = 'evidence'::regclass order by 1
            """
        ).compactMap { $0[0] }
    }

    // MARK: Ages

    @Test func anAgeIsReadOrRefused() {
        for (text, months, days) in [("90d", 0, 90), ("3mo", 3, 0), ("18mo", 18, 0), ("7y", 84, 0)]
        {
            let age = PruneAge(text)
            #expect(age?.months == months && age?.days == days, "\(text)")
        }
        for text in [
            "", "d", "89d", "2mo", "0y", "-3mo", "18", "18m", "18 mo", "1.5y", "101y", "99999999d",
            "٣mo", "18MO",
        ] {
            #expect(PruneAge(text) == nil, "\(text)")
        }
    }
}
