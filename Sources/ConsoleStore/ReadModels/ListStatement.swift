import Database

/// What people ask and decide.
enum ListStatement: String, Statement {
    /// $1 handle, or null for all. Rows: (id, handle, name, account, amili_creditor, activation,
    /// paused, closed for seconds, closed reason, grace, canary present, open reminders, why it is
    /// not active, when Amili was asked, why it is closed).
    case creditors = """
        select c.id, c.handle, c.name, c.account, c.amili_creditor, c.activation, t.paused,
            case when t.closed_until > clock_timestamp()
                then extract(epoch from t.closed_until - clock_timestamp()) else 0 end,
            t.closed_reason, c.grace_bank_days, c.canary_number is not null,
            coalesce((select sum(n_q + n_u) from part p
                where p.creditor = c.id and p.state <> 'done'), 0),
            case when c.activation in ('pending', 'refused') then a.cause end,
            to_char(a.asked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            t.closed_cause
        from creditor c join throttle t on t.creditor = c.id
        left join activation a on a.creditor = c.id
        where $1::text is null or c.handle = $1 order by c.handle
        """

    /// Row: (rate, paused, closed for seconds, reason, cause).
    case gate = """
        select rate, paused,
            case when closed_until > clock_timestamp()
                then extract(epoch from closed_until - clock_timestamp()) else 0 end,
            closed_reason, closed_cause
        from throttle where scope = 'amili'
        """

    // Runs

    /// $1 run, or null for the open and the latest, $2 limit. Counts are sums over parts; a held
    /// run has none yet and counts what it loaded.
    case runs = """
        select u.id, c.handle, u.key,
            case when u.stopped_at is not null then 'stopped'
                when u.state in ('open') and u.paused_at is not null then 'paused'
                else u.state end,
            u.total,
            case when u.state = 'held' then u.queued else coalesce(s.q, 0) end,
            coalesce(s.u, 0), coalesce(s.a, 0), coalesce(s.r, 0),
            case when u.state = 'held' then u.skipped else coalesce(s.s, 0) end,
            coalesce(s.f, 0), coalesce(s.c, 0),
            case when u.state = 'held' then u.manual else coalesce(s.m, 0) end,
            coalesce(s.claimed, 0),
            to_char(u.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            u.created_by,
            to_char(u.hold_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            to_char(u.finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            u.refused, u.pause_words,
            extract(epoch from coalesce(u.finished_at, clock_timestamp()) - u.released_at),
            coalesce(s.stuck, 0), u.creditor, u.hold_until > u.created_at,
            to_char(u.as_of at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), u.manual,
            u.pause_cause, u.pause_count
        from run u
        join creditor c on c.id = u.creditor
        left join lateral (
            select sum(n_q) as q, sum(n_u) as u, sum(n_a) as a, sum(n_r) as r, sum(n_s) as s,
                sum(n_f) as f, sum(n_c) as c, sum(n_m) as m,
                sum(n_q) filter (where state = 'claimed') as claimed,
                count(*) filter (where state = 'stuck') as stuck
            from part p where p.run = u.id
        ) s on true
        where $1::bigint is null or u.id = $1
        order by (u.state <> 'done') desc, u.id desc limit $2
        """

    /// $1 creditor, $2 run. Rows: (code, count). As the parts know them beside their counts:
    /// reminders are read where a part does not know its exceptions, and of a held run, which has
    /// no parts.
    case reasons = """
        select n.code, sum(x.n)::bigint
        from (
            select s.reason, count(*) as n
            from part p
            cross join lateral unnest(p.stray_reason || p.accepted_reason) s(reason)
            where p.creditor = $1 and p.run = $2 and p.stray_pos is not null
            group by s.reason
            union all
            select r.reason, count(*)
            from part p
            cross join lateral (
                select reason from reminder
                where creditor = $1 and run = $2 and pos between p.first and p.last offset 0
            ) r
            where p.creditor = $1 and p.run = $2 and p.stray_pos is null
            group by r.reason
            union all
            select reason, count(*) from reminder
            where creditor = $1 and run = $2
                and (select state from run where id = $2) in ('loading', 'held')
            group by reason
        ) x join reason n on n.id = x.reason
        group by n.code order by sum(x.n) desc, n.code
        """

    /// $1 creditor handle, $2 states (null: all), $3 search (null: none), $4 after the invoice,
    /// $5 limit, $6 the one invoice (null: all). Keyed by invoice, so that a page never misses a
    /// row.
    case invoices = """
        select creditor, invoice_number, run, state, shown, reason, reason_sv, reason_en,
            attempts,
            to_char(next_attempt_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            case_id, amili_ocr, amili_state, remaining_ore, due_date,
            to_char(changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            to_char(confirmed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            invoice_key, amili_status, shown_en, paid_after_handover
        from invoice_list
        where creditor_id = (select id from creditor where handle = $1)
            and ($2::text[] is null or state = any($2::text[]))
            and ($3::text is null or invoice_key = $3 or exists (
                select from invoice i where i.creditor = creditor_id and i.number = invoice_key
                    and (i.name ilike '%' || $3 || '%' or i.written ilike '%' || $3 || '%'
                        or i.customer_number ilike '%' || $3 || '%')))
            and ($4::text is null or invoice_key > $4)
            and ($6::text is null or invoice_key = $6)
        order by invoice_key limit $5
        """

    /// $1 creditor handle, $2 the invoice's key. A row if there is one.
    case invoiceOfNumber = """
        select from invoice
        where creditor = (select id from creditor where handle = $1) and number = $2
        """

    /// $1 creditor handle, $2 run, $3 states, $4 after the position, $5 limit.
    case reminders = """
        select creditor, invoice_number, run, state, shown, reason, reason_sv, reason_en,
            attempts,
            to_char(next_attempt_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            case_id, amili_ocr, amili_state, remaining_ore, due_date,
            to_char(changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            to_char(confirmed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), pos,
            amili_status, shown_en, paid_after_handover
        from reminder_list
        where creditor_id = (select id from creditor where handle = $1) and run = $2
            and ($3::text[] is null or state = any($3::text[])) and pos > $4
        order by pos limit $5
        """

    // The doctor

    /// Row: (seconds since 1970, version, stuck parts, open incidents, seconds by which something
    /// lies too far ahead of the clock, seconds of the clock's last step back within a day, and
    /// when, invoices spelled twice).
    case health = """
        select extract(epoch from clock_timestamp()),
            current_setting('server_version_num')::integer,
            (select count(*) from part where state = 'stuck'),
            (select count(*) from incident where closed_at is null),
            greatest(0, extract(epoch from greatest(
                (select max(tat) from throttle
                    where scope <> 'polls'
                        and tat > clock_timestamp() + make_interval(secs => 1 + 4 / rate)),
                (select seen_at from clock where seen_at > clock_timestamp() + interval '1 s'))
                - clock_timestamp())),
            (select extract(epoch from stepped_by) from clock
                where stepped_at > clock_timestamp() - interval '1 day'),
            (select to_char(stepped_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') from clock),
            (select count(*) from invoice_twin where settled_at is null)
        """

    /// Rows: (handle, account, amili creditor, canary written, canary number, how many there are)
    /// of creditors with a canary, drawn by lot.
    case canaries = """
        select handle, account, amili_creditor, canary_written, canary_number, count(*) over ()
        from creditor where canary_number is not null and activation = 'active'
        order by random() limit 20
        """
}
