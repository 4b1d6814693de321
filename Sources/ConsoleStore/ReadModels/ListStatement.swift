import Database

/// Questions of the command line and of doctor.
enum ListStatement: String, Statement {
    /// `handle` null: all. `closed_for`: seconds; 0: open. `activation_cause`: why it is not
    /// active. `asked_at`: when Amili was last asked whether it is.
    case creditors = """
        select c.id, c.handle, c.name, c.account, c.amili_creditor, c.activation, t.paused,
            case when t.closed_until > clock_timestamp()
                then extract(epoch from t.closed_until - clock_timestamp()) else 0 end
                as closed_for,
            t.closed_words, c.grace_bank_days, c.canary_number is not null as has_canary,
            coalesce((select sum(n_q + n_u) from part p
                where p.creditor = c.id and p.state <> 'done'), 0) as open_reminders,
            case when c.activation in ('pending', 'refused') then a.cause end as activation_cause,
            to_char(a.asked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as asked_at,
            t.closed_cause
        from creditor c join throttle t on t.creditor = c.id
        left join activation a on a.creditor = c.id
        where :handle::text is null or c.handle = :handle order by c.handle
        """

    /// `closed_for`: seconds; 0: open.
    case gate = """
        select rate, paused,
            case when closed_until > clock_timestamp()
                then extract(epoch from closed_until - clock_timestamp()) else 0 end
                as closed_for,
            closed_words, closed_cause
        from throttle where scope = 'amili'
        """

    // Runs

    /// `run` null: the open and the latest. Counts are sums over parts; a held run has none yet and
    /// counts what it loaded. `in_hand`: reminders. `seconds`: from the release to the end or to
    /// now. `loaded_manual`: to be done by hand when it was loaded.
    case runs = """
        select u.id, c.handle, u.key,
            case when u.stopped_at is not null then 'stopped'
                when u.state in ('open') and u.paused_at is not null then 'paused'
                else u.state end as state,
            u.total,
            case when u.state = 'held' then u.queued else coalesce(s.q, 0) end as queued,
            coalesce(s.u, 0) as uncertain, coalesce(s.a, 0) as accepted,
            coalesce(s.r, 0) as rejected,
            case when u.state = 'held' then u.skipped else coalesce(s.s, 0) end as skipped,
            coalesce(s.f, 0) as failed, coalesce(s.c, 0) as cancelled,
            case when u.state = 'held' then u.manual else coalesce(s.m, 0) end as manual,
            coalesce(s.claimed, 0) as in_hand,
            to_char(u.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as created_at,
            u.created_by,
            to_char(u.hold_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as hold_until,
            to_char(u.finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                as finished_at,
            u.refused, u.pause_words,
            extract(epoch from coalesce(u.finished_at, clock_timestamp()) - u.released_at)
                as seconds,
            coalesce(s.stuck, 0) as stuck_parts, u.creditor,
            u.hold_until > u.created_at as was_held,
            to_char(u.as_of at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as as_of,
            u.manual as loaded_manual, u.pause_cause, u.pause_count
        from run u
        join creditor c on c.id = u.creditor
        left join lateral (
            select sum(n_q) as q, sum(n_u) as u, sum(n_a) as a, sum(n_r) as r, sum(n_s) as s,
                sum(n_f) as f, sum(n_c) as c, sum(n_m) as m,
                sum(n_q) filter (where state = 'claimed') as claimed,
                count(*) filter (where state = 'stuck') as stuck
            from part p where p.run = u.id
        ) s on true
        where :run::bigint is null or u.id = :run
        order by (u.state <> 'done') desc, u.id desc limit :limit
        """

    /// Most frequent first. As the parts know them beside their counts: reminders are read where a
    /// part does not know its exceptions, and of a held run, which has no parts.
    case reasons = """
        select n.code, sum(x.n)::bigint as count
        from (
            select s.reason, count(*) as n
            from part p
            cross join lateral unnest(p.exception_reason || p.accepted_reason) s(reason)
            where p.creditor = :creditor and p.run = :run and p.exception_pos is not null
            group by s.reason
            union all
            select r.reason, count(*)
            from part p
            cross join lateral (
                select reason from reminder
                where creditor = :creditor and run = :run and pos between p.first and p.last
                offset 0
            ) r
            where p.creditor = :creditor and p.run = :run and p.exception_pos is null
            group by r.reason
            union all
            select reason, count(*) from reminder
            where creditor = :creditor and run = :run
                and (select state from run where id = :run) in ('loading', 'held')
            group by reason
        ) x join reason n on n.id = x.reason
        group by n.code order by sum(x.n) desc, n.code
        """

    /// `handle`: the creditor's. `states` null: all. `search` null: none. `after`: the invoice that
    /// the page begins after (null: from the first). `number`: the one invoice (null: all). Keyed
    /// by invoice, so that a page never misses a row.
    case invoices = """
        select creditor, invoice_number, run, state, shown, reason, reason_sv, reason_en,
            attempts,
            to_char(next_attempt_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                as next_attempt_at,
            case_id, amili_ocr, amili_state, remaining_ore, due_date,
            to_char(changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                as changed_at,
            to_char(confirmed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                as confirmed_at,
            invoice_key as cursor, amili_status, shown_en, paid_after_handover
        from invoice_list
        where creditor_id = (select id from creditor where handle = :handle)
            and (:states::text[] is null or state = any(:states::text[]))
            and (:search::text is null or invoice_key = :search or exists (
                select from invoice i where i.creditor = creditor_id and i.number = invoice_key
                    and (i.name ilike '%' || :search || '%' or i.written ilike '%' || :search || '%'
                        or i.customer_number ilike '%' || :search || '%')))
            and (:after::text is null or invoice_key > :after)
            and (:number::text is null or invoice_key = :number)
        order by invoice_key limit :limit
        """

    /// `handle`: the creditor's. One row if there is such an invoice.
    case invoiceOfNumber = """
        select from invoice
        where creditor = (select id from creditor where handle = :handle) and number = :number
        """

    /// `handle`: the creditor's. `states` null: all. `after`: the position that the page begins
    /// after. The columns are those of `invoices`.
    case reminders = """
        select creditor, invoice_number, run, state, shown, reason, reason_sv, reason_en,
            attempts,
            to_char(next_attempt_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                as next_attempt_at,
            case_id, amili_ocr, amili_state, remaining_ore, due_date,
            to_char(changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                as changed_at,
            to_char(confirmed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                as confirmed_at,
            pos as cursor, amili_status, shown_en, paid_after_handover
        from reminder_list
        where creditor_id = (select id from creditor where handle = :handle) and run = :run
            and (:states::text[] is null or state = any(:states::text[])) and pos > :after
        order by pos limit :limit
        """

    // The doctor

    /// `database_seconds`: since 1970. `clock_ahead`: seconds by which something lies too far ahead
    /// of the clock. `clock_step`: seconds of the clock's last step back, if it was within a day.
    /// `twins`: invoices spelled twice.
    case health = """
        select extract(epoch from clock_timestamp()) as database_seconds,
            current_setting('server_version_num')::integer as server_version,
            (select count(*) from part where state = 'stuck') as stuck_parts,
            (select count(*) from incident where closed_at is null) as open_incidents,
            greatest(0, extract(epoch from greatest(
                (select max(tat) from throttle
                    where scope <> 'polls'
                        and tat > clock_timestamp() + make_interval(secs => 1 + 4 / rate)),
                (select seen_at from clock where seen_at > clock_timestamp() + interval '1 s'))
                - clock_timestamp())) as clock_ahead,
            (select extract(epoch from stepped_by) from clock
                where stepped_at > clock_timestamp() - interval '1 day') as clock_step,
            (select to_char(stepped_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') from clock)
                as clock_stepped_at,
            (select count(*) from invoice_twin where settled_at is null) as twins
        """

    /// Active creditors with a canary, drawn by lot. `total`: how many there are of them.
    case canaries = """
        select handle, account, amili_creditor, canary_written, canary_number,
            count(*) over () as total
        from creditor where canary_number is not null and activation = 'active'
        order by random() limit 20
        """
}
