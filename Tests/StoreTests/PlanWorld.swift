import Postgres
import Reminders
import Testing

/// A database with a run of a hundred thousand, as it is right after its load.
actor PlanWorld {
    nonisolated let name: String
    private let knowsAnother: Bool
    private var making: Task<PostgresConnection, any Error>?

    init(_ name: String, knowsAnother: Bool) {
        self.name = name
        self.knowsAnother = knowsAnother
    }

    func connection() async throws -> PostgresConnection {
        let making =
            making ?? Task { try await Self.make(self.name, knowsAnother: self.knowsAnother) }
        self.making = making
        return try await making.value
    }

    /// What another creditor has, of whom alone there are statistics.
    private static let another = """
        insert into invoice (creditor, number, written, customer_number, name, address_line,
            zip_code, city, country, invoice_date, due_date, remaining_ore, currency, as_of)
        select 7, 'F' || n, 'F' || n, n, 'n', 'a', '11122', 'c', 'SE', '2025-08-01',
            '2025-09-01', 100, 'SEK', '2025-09-01'
        from generate_series(1, 20000) n;
        insert into permit select 7, 'F' || n, 70, n from generate_series(1, 20000) n;
        insert into reminder (creditor, run, pos, number, state)
        select 7, 70, n, 'F' || n, 'q' from generate_series(1, 20000) n;
        insert into manual_reminder (creditor, run, pos, by_email, with_interest, with_fee,
            todo)
        select 7, 70, n, false, true, false, true from generate_series(1, 20000) n;
        analyze invoice; analyze permit; analyze reminder; analyze manual_reminder
        """

    /// A second apart, done and looked at.
    private static let audit = """
        insert into console_audit (at, login, action, creditor)
        select timestamptz '2026-01-01 00:00Z' + (n - 10000) * interval '1 s', 'k', 'sent', 1
        from generate_series(1, 20000) n;
        insert into console_look (hour, at, login, kind, creditor, object, address, looks)
        select '2026-01-01', timestamptz '2026-01-01 00:00Z' + (n - 10000) * interval '1 s',
            'k', 'run', 0, n, '', 1
        from generate_series(1, 20000) n
        """

    private static func make(
        _ name: String, knowsAnother: Bool
    ) async throws -> PostgresConnection {
        let harness = try await StoreHarness.lasting(name)
        for table in ["invoice", "permit", "reminder", "manual_reminder", "part"] {
            try await harness.run("alter table \(table) set (autovacuum_enabled = off)")
        }
        if knowsAnother { try await harness.one.perform { try $0.script(Self.another) } }
        try await harness.one.perform { try $0.script(Self.audit) }
        let fixture = try await harness.begin(1)
        #expect(fixture.creditor == 1 && fixture.run == 1)
        try await harness.one.perform { session in
            try session.script(
                """
                delete from part; delete from permit where creditor = 1;
                delete from reminder where creditor = 1; delete from worker; insert into worker (id, name) values (1, 'w');
                update run set created_at = timestamptz 'epoch' + interval '1 microsecond';
                insert into invoice (creditor, number, written, name, address_line, zip_code,
                    city, country, invoice_date, due_date, remaining_ore, currency, as_of)
                select 1, 'F' || n, 'F' || n, 'n', 'a', '11122', 'c', 'SE', '2025-08-01',
                    '2025-09-01', 100, 'SEK', '2025-09-01'
                from generate_series(2, 100000) n;
                insert into permit select 1, 'F' || n, 1, n from generate_series(1, 100000) n;
                insert into reminder (creditor, run, pos, number, state)
                select 1, 1, n, 'F' || n, 'q' from generate_series(1, 100000) n;
                insert into manual_reminder
                select 1, 1, n, false, true, false, n % 2 = 1, o.at, o.who, o.day, o.ore,
                    null, o.fee
                from generate_series(1, 100000) n, lateral (
                    select now() as at, 'kim' as who, date '2026-01-01' as day, 100 as ore,
                        0 as fee where n % 2 = 0
                    union all select null, null, null, null, null where n % 2 = 1) o;
                update reminder set state = 'a', case_id = 'c'
                where creditor = 1 and pos between 50000 and 50098;
                update invoice set remaining_ore = 0
                where creditor = 1
                    and number in (select number from reminder where state = 'a');
                insert into part (run, first, last, creditor, turn, state, n_q)
                select 1, n * 99 + 1, n * 99 + 99, 1, n, 'ready', 99
                from generate_series(0, 1009) n;
                update part set state = 'claimed', worker = 1, attempt = 1, claimed_at = now()
                where first = 1;
                update part set stopped = true where first = 99892;
                update part set state = 'stuck' where first = 99793;
                update reminder set state = 'f', reason = 1
                where creditor = 1 and pos = 200;
                update part set n_q = 98, n_f = 1, exception_pos = '{200}', exception_state = '{f}',
                    exception_reason = '{1}'
                where first = 199;
                insert into evidence (creditor, run, pos, kind) values (1, 1, 5, 'state');
                insert into incident (creditor, run, pos, kind) values (1, 1, 5, 'lost_case');
                insert into draft (token, owner, creditor, state, by_filter, expected, lines)
                values (repeat('0', 32), 1, 1, 'ready', true, 100000, 100000);
                insert into draft_line (draft, pos, number, remaining_ore, obstacle, is_stale,
                    debtor)
                select 1, n, 'F' || n, 100, case when n % 1000 = 0 then 1 end, false, n / 2
                from generate_series(1, 100000) n;
                insert into draft_choice (draft, pos, is_ticked, remaining_ore, is_warned,
                    is_stale, debtor)
                select 1, n, false, 100, false, false, n / 2 from generate_series(500, 600) n
                """)
        }
        return harness.one
    }
}
