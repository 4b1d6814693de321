import Database
import Postgres
import Reminders
import Testing

@testable import ConsoleStore

/// A creditor with invoices in every state, with many ties in every order, and a neighbour with
/// the same numbers. Drawn from a seed; the tables keep what the program keeps in them.
struct ListWorld: Sendable {
    let harness: StoreHarness
    let creditor: CreditorID
    let neighbour: CreditorID

    static func prepare<Value: Sendable>(
        _ invoices: Int, seed: Double = 0.5, _ body: (ListWorld) async throws -> Value
    ) async throws -> Value {
        try await StoreHarness.prepare { harness in
            let world = ListWorld(
                harness: harness, creditor: try await harness.creditor("fors"),
                neighbour: try await harness.creditor("granne"))
            try await world.fill(invoices, seed)
            return try await body(world)
        }
    }

    private func fill(_ invoices: Int, _ seed: Double) async throws {
        try await harness.run("select setseed($1)", [.double(seed)])
        for creditor in [creditor, neighbour] {
            try await harness.run(
                "update creditor set grace_bank_days = 0 where id = $1", [.id(creditor)])
            try await harness.run(
                """
                insert into invoice (creditor, number, written, customer_number, name, address_line,
                    zip_code, city, country, invoice_date, due_date, total_ore, remaining_ore,
                    currency, flags, as_of)
                select $1, n, '00' || n, case when random() < 0.7 then 'K' || m % 9 end,
                    (array['Åkesson', 'Ärling', 'Öberg', 'andersson', 'Andersson', 'Zorn',
                        '100% Ost_'])[1 + floor(random() * 7)::integer],
                    'a', '11122', 'c', 'SE',
                    d - 30 - floor(random() * 3)::integer, d,
                    case when random() < 0.7 then 100 * floor(random() * 6)::bigint end,
                    100 * floor(random() * 6)::bigint, 'SEK',
                    case when random() < 0.2 then 1 << floor(random() * 6)::integer else 0 end,
                    now()
                from (
                    select m, case when m % 3 = 0 then 'F' || m else m::text end as n,
                        (now() at time zone 'Europe/Stockholm')::date
                            - floor(random() * 8)::integer + 3 as d
                    from generate_series(1, $2) m) x
                """, [.id(creditor), .integer(invoices)])
        }
        // Three runs, the last of them held; each names about half of the invoices.
        for run in 1...3 {
            try await harness.one.perform { session in
                for creditor in [creditor, neighbour] {
                    _ = try session.run(Self.addRun, [.id(creditor), .text("k\(run)")])
                    _ = try session.run(Self.addReminders, [.id(creditor), .integer(run)])
                    _ = try session.run(Self.addPermits, [.id(creditor)])
                    _ = try session.run(Self.skipOthers, [.id(creditor)])
                    if run < 3 { _ = try session.run(Self.addParts, [.id(creditor)]) }
                    _ = try session.run(Self.countRun, [.id(creditor), .bool(run < 3)])
                    if run == 1 { _ = try session.run(Self.prune, [.id(creditor)]) }
                }
            }
        }
    }

    /// $1 creditor, $2 key.
    private static let addRun = """
        insert into run (creditor, key, digest, state, as_of, grace_bank_days, created_by)
        values ($1, $2, '', 'loading', now(), 0, 'test')
        """
    /// $1 creditor, $2 which: the held one has only queued reminders.
    private static let addReminders = """
        insert into reminder (creditor, run, pos, number, state, reason, case_id, doubt_since)
        select $1, (select max(id) from run where creditor = $1), row_number() over (), number,
            state::"char", case when state in ('r', 's', 'f') then 1 end, 'case', now()
        from (
            select number, case when $2 = 3 then 'q' else
                substr('quarsfcmaaaa', 1 + floor(random() * 12)::integer, 1) end as state
            from invoice where creditor = $1 and random() < 0.4 order by number
        ) x
        """
    /// $1 creditor.
    private static let addPermits = """
        insert into permit (creditor, number, run, pos)
        select $1, number, run, pos from reminder
        where creditor = $1 and run = (select max(id) from run where creditor = $1)
            and state in ('q', 'u', 'a', 'm')
        on conflict do nothing
        """
    /// $1 creditor.
    private static let skipOthers = """
        update reminder r set state = 's', reason = 40
        where creditor = $1 and run = (select max(id) from run where creditor = $1)
            and exists (select from permit p
                where p.creditor = $1 and p.number = r.number and p.run <> r.run)
        """
    /// $1 creditor. Small parts; the exceptions of every third are not known.
    private static let addParts = """
        insert into part (run, first, last, creditor, turn, state, due_at, doubt_until,
            n_q, n_u, n_a, n_r, n_s, n_f, n_c, n_m, exception_pos, exception_state, exception_reason)
        select run, min(pos), max(pos), $1, 1,
            case when count(*) filter (where state in ('q', 'u')) > 0
                then 'waiting' else 'done' end,
            case when count(*) filter (where state in ('q', 'u')) > 0
                then 'infinity'::timestamptz end,
            now(), count(*) filter (where state = 'q'), count(*) filter (where state = 'u'),
            count(*) filter (where state = 'a'), count(*) filter (where state = 'r'),
            count(*) filter (where state = 's'), count(*) filter (where state = 'f'),
            count(*) filter (where state = 'c'), count(*) filter (where state = 'm'),
            case when (pos - 1) / 9 % 3 < 2 then coalesce(
                array_agg(pos order by pos) filter (where state not in ('q', 'a')), '{}') end,
            case when (pos - 1) / 9 % 3 < 2 then coalesce(
                array_agg(state order by pos) filter (where state not in ('q', 'a')), '{}') end,
            case when (pos - 1) / 9 % 3 < 2 then coalesce(
                array_agg(reason order by pos) filter (where state not in ('q', 'a')), '{}') end
        from reminder where creditor = $1 and run = (select max(id) from run where creditor = $1)
        group by run, (pos - 1) / 9
        """
    /// $1 creditor, $2 released.
    private static let countRun = """
        update run u set total = n, queued = n - s, skipped = s,
            state = case when $2 then 'open' else 'held' end,
            released_at = case when $2 then now() end, hold_until = now() + interval '1 h'
        from (
            select count(*) as n, count(*) filter (where state = 's') as s from reminder
            where creditor = $1 and run = (select max(id) from run where creditor = $1)
        ) x
        where u.id = (select max(id) from run where creditor = $1)
        """

    /// $1 creditor. Half of what is accepted or over; of the former the permits stay.
    private static let prune = """
        with old as (
            delete from reminder
            where creditor = $1 and run = (select max(id) from run where creditor = $1)
                and pos % 2 = 0 and state in ('a', 'r', 's', 'f', 'c')
            returning number, run, pos, state
        ), counted as (
            update run set pruned = (select count(*) from old), pruned_at = now()
            where id = (select max(id) from run where creditor = $1)
        )
        update permit h set case_id = 'case',
            amili_state = case when o.pos % 4 = 0 then 'closed_paid' else 'closed_withdrawn' end
        from old o
        where h.creditor = $1 and h.number = o.number and h.run = o.run and h.pos = o.pos
        """

    /// What a list must show, found the simple way: by the view, all of it.
    func expected(_ filter: ListFilter, _ order: ListOrder) async throws -> [String] {
        let column =
            switch order.column {
            case .number: "length(i.number)"
            case .customer: "left(i.name, 60) collate \"sv-x-icu\""
            case .invoiceDate: "i.invoice_date"
            case .dueDate: "i.due_date"
            case .total: "coalesce(i.total_ore, i.remaining_ore)"
            case .remaining: "i.remaining_ore"
            }
        let direction = order.isDescending ? "desc" : "asc"
        let rows = try await harness.ask(
            """
            select i.number, l.state, i.flags::text, i.remaining_ore::text, i.name,
                coalesce(i.customer_number, ''),
                (i.due_date < (now() at time zone 'Europe/Stockholm')::date)::text,
                exists (select from permit p
                    where p.creditor = i.creditor and p.number = i.number)::text,
                (l.paid_after_handover or coalesce(
                    l.state = 'accepted' and i.remaining_ore > 0 and i.remaining_ore < i.total_ore
                    and coalesce(l.amili_state, '') not like 'closed%'
                    and coalesce(l.amili_status, '') not like 'closed%'
                    and i.changed_at > (select released_at from run where id = l.run), false)
                )::text,
                (i.currency = 'SEK' and i.invoice_date + interval '2 years' >= now()
                    and i.address_line <> '' and i.zip_code ~ '^[0-9]{5}$'
                )::text
            from invoice i
            join invoice_list l on l.creditor_id = i.creditor and l.invoice_key = i.number
            where i.creditor = $1
            order by \(column) \(direction), i.number collate "C" \(direction)
            """, [.id(creditor)])
        var keys: [String] = []
        for row in rows where try matches(row.map { $0 ?? "" }, filter) {
            keys.append(row[0] ?? "")
        }
        if case .number(let text)? = filter.search, let exact = keys.firstIndex(of: text) {
            keys.insert(keys.remove(at: exact), at: 0)
        }
        return keys
    }

    private func matches(_ row: [String], _ filter: ListFilter) throws -> Bool {
        let state = try #require(InvoiceState(rawValue: row[1]))
        let flags = InvoiceFlags(rawValue: try #require(Int32(row[2])))
        let remaining = try #require(Int(row[3]))
        let (isOverdue, isLive) = (row[6] == "true" && remaining > 0, row[7] == "true")
        if !filter.states.isEmpty && !filter.states.contains(state) { return false }
        if filter.isOverdue && !isOverdue { return false }
        if filter.isToRemind {
            if !isOverdue || flags != [] || isLive || row[9] != "true" { return false }
        }
        if filter.isPaidAfterHandover && row[8] != "true" { return false }
        switch filter.search {
        case nil: return true
        case .number(let text): return row[0].hasPrefix(text) || row[5] == text
        case .name(let text): return row[4].lowercased().contains(text.lowercased())
        }
    }
}
