import AccessStore
import ConsoleStore
import Database
import EnqueueStore
import OperatorStore
import Postgres
import QueueStore
import Reminders
import Testing

/// Pruning deletes what ended long ago, and nothing else.
@Suite struct PruneTests {
    // MARK: What goes and what stays

    @Test func whatIsOverGoesAndItsPermitTellsHowItEnded() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.endedRun()
            let permits = try await harness.permits()
            let before = try await harness.shown(fixture)
            let report = try await harness.prune()
            #expect(report.runs == 1 && report.reminders == 5 && report.kept == 1)
            #expect(report.evidence == 1)
            #expect(try await harness.positions() == "2")
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
                try await harness.shown(fixture) == Array(before.prefix(3)) + [
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
            _ = try await harness.endedRun()
            let evidence = try await harness.number("select count(*) from evidence")
            var would = try await harness.prune(dryRun: true)
            #expect(try await harness.positions() == "1 2 3 4 5 6")
            #expect(try await harness.number("select count(*) from evidence") == evidence)
            #expect(
                try await harness.number("select count(*) from permit where case_id <> ''") == 0)
            #expect(try await harness.number("select count(*) from console_audit") == 0)
            let pruned = try await harness.prune()
            would.before = pruned.before
            #expect(would == pruned)
            #expect(
                try await harness.ask("select login, action from console_audit") == [
                    ["op", "pruned"]
                ])
            // There is nothing left for a second time, and nothing to record.
            let again = try await harness.prune()
            #expect(again.reminders == 0 && again.runs == 0 && again.kept == 1)
            #expect(try await harness.number("select count(*) from console_audit") == 1)
        }
    }

    /// The evidence about parts and the run goes with the last reminder.
    @Test func aRunWithoutRemindersHasNoEvidence() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.endedRun()
            try await harness.run("update reminder set amili_status = 'closed' where pos = 2")
            let would = try await harness.prune(dryRun: true)
            let report = try await harness.prune()
            #expect(report.evidence == would.evidence && report.evidence >= 3)
            #expect(report.kept == 0)
            #expect(try await harness.number("select count(*) from evidence") == 0)
            #expect(try await harness.positions() == "")
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
            _ = try await harness.endedRun()
            try await harness.run(change)
            try await harness.recount()
            #expect(try await harness.prune(dryRun: true).reminders == 0)
            #expect(try await harness.prune().reminders == 0)
            #expect(try await harness.positions() == "1 2 3 4 5 6")
            #expect(try await harness.number("select count(*) from evidence") >= 3)
        }
    }

    /// No reminder that ended without a letter should hold a permit; if one does, it is looked at.
    @Test func aPermitNeverLosesItsHolderWithoutACase() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.endedRun()
            try await harness.run(
                "insert into permit (creditor, number, run, pos) values ($1, 'F4', $2, 4)",
                [.id(fixture.creditor), .id(fixture.run)])
            try await harness.prune()
            #expect(try await harness.positions() == "2 4")
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
            try await harness.age("2 years")
            #expect(try await harness.prune().reminders == 5_000)
            #expect(
                try await harness.ask("select id, pruned from run") == [["\(fixture.run)", "5000"]])
            try await harness.run("delete from part")
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
            let would = try await harness.prune(dryRun: true)
            let report = try await harness.prune()
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
            #expect(try await harness.prune(dryRun: true).partitions == [])
            #expect(
                try await harness.prune().partitions == ["evidence_2020_01", "evidence_2020_03"])
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
