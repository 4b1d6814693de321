import Schema
import TestSupport
import Testing

/// What older programs wrote as sentences becomes columns.
@Suite struct CausesMigrationTests {
    /// Runs one migration in a database as the program before it left it.
    private func migrated(
        by file: String = "0031_causes.sql", _ rows: String, asking query: String
    ) async throws -> [String] {
        try await TestDatabase.withEmptyDatabase { conninfo in
            let causes = try #require(
                Schema.migrations.firstIndex { $0.file == file })
            for migration in Schema.migrations[..<causes] {
                _ = try await TestDatabase.query("begin;\(migration.text);commit", on: conninfo)
            }
            _ = try await TestDatabase.query(rows, on: conninfo)
            _ = try await TestDatabase.query(
                "begin;\(Schema.migrations[causes].text);commit", on: conninfo)
            return try await TestDatabase.query(query, on: conninfo)
                .split(separator: "\n").map(String.init)
        }
    }

    @Test func aDecisionIsTakenApart() async throws {
        let found = try await migrated(
            """
            insert into evidence (creditor, run, pos, kind, why) values
                (1, 1, 1, 'human', 'released by kim: paid: no, closed'),
                (1, 1, null, 'human', 'cancelled by kim'), (1, 1, 2, 'human', 'cancelled by robin'),
                (1, 1, 3, 'human', 'not sent, says kim: portal'),
                (1, 1, 4, 'human', 'sent, says kim: portal'),
                (1, 1, 5, 'human', 'done by hand, says kim: letter of 2026-11-01, 100.00 kr'),
                (1, 1, 6, 'human', 'not done after all, says kim'),
                (1, 1, 7, 'human', 'the same invoice, says kim: seen'),
                (1, 1, 8, 'human', 'another invoice, says kim: seen'),
                (1, 1, 9, 'human', 'incident 7 closed by kim: withdrawn'),
                (1, 1, 10, 'human', 'stuck part retried by kim'), (1, 1, 11, 'human', 'other words'),
                (1, 1, 12, 'call', 'sent, says kim: no decision')
            """,
            asking: """
                select concat_ws('|', pos, decision, by_whom, why) from evidence
                order by pos nulls first
                """)
        #expect(
            found == [
                "run_cancelled|kim|", "1|released|kim|paid: no, closed",
                "2|manual_cancelled|robin|", "3|not_sent|kim|portal", "4|sent|kim|portal",
                "5|manual_done|kim|letter of 2026-11-01, 100.00 kr", "6|manual_undone|kim|",
                "7|same_invoice|kim|seen", "8|another_invoice|kim|seen",
                "9|incident_closed|kim|withdrawn", "10|part_retried|kim|", "11|other||other words",
                "12|sent, says kim: no decision",
            ])
    }

    @Test func aPauseIsTakenApart() async throws {
        let found = try await migrated(
            """
            insert into creditor (handle, name, org_number, account, amili_creditor)
            values ('a', 'A', '0', repeat('a', 24), repeat('c', 24));
            insert into run (creditor, key, digest, state, as_of, grace_bank_days, created_by,
                released_at, paused_at, pause_reason)
            select id, k, 'd', 'open', now(), 0, 'x', now(), at, reason from creditor, (values
                ('1', now(), 'the same rejection 25 times running: bad zip: 12'),
                ('2', now(), 'by hand'), ('3', now(), null), ('4', null, null)) v(k, at, reason)
            """,
            asking: """
                select concat_ws('|', key, pause_cause, pause_count, pause_words) from run
                order by key
                """)
        #expect(
            found == [
                "1|rejections|25|bad zip: 12", "2|rejections|20|by hand", "3|rejections|20|", "4",
            ])
    }

    @Test func anIncidentGetsItsKind() async throws {
        let found = try await migrated(
            """
            insert into incident (creditor, run, pos, what) values
                (1, 1, 1, 'late acceptance'), (1, 1, 2, 'a second open case at Amili'),
                (1, 1, 3, 'accepted, but not among Amili''s cases'), (1, 1, 4, 'found at Amili'),
                (1, 1, 5, 'two spellings of one invoice have a letter each')
            """, asking: "select kind from incident order by pos")
        #expect(
            found == ["late_acceptance", "second_case", "lost_case", "two_cases", "two_spellings"])
    }

    /// The cause stays a word of its own; what Amili said is all that is kept beside it.
    @Test func theReasonOfAClosedGateIsTakenApart() async throws {
        let found = try await migrated(
            by: "0033_field_terms.sql",
            """
            insert into creditor (handle, name, org_number, account, amili_creditor)
            select h, h, '0', repeat(h, 24), repeat(h, 24) from unnest('{a,b,c,d}'::text[]) h;
            insert into throttle (scope, creditor, rate, closed_cause, closed_reason)
            select 'creditor:' || c.id, c.id, 1, v.cause, v.reason from creditor c join (values
                ('a', 'too many', '429: too many calls'),
                ('b', 'letters', 'Amili does not answer this creditor''s letters: reset: by peer'),
                ('c', null, 'other words'), ('d', 'silence', null)) v(h, cause, reason)
                on v.h = c.handle
            """,
            asking: """
                select concat_ws('|', c.handle, t.closed_cause, t.closed_words)
                from throttle t join creditor c on c.id = t.creditor order by c.handle
                """)
        #expect(
            found == ["a|too many", "b|letters|reset: by peer", "c|other words", "d|silence"])
    }
}
