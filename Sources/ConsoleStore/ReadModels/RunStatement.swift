import Database

/// Runs, their reminders and one invoice as the web page shows them. Each statement names the
/// creditor: a number alone opens nothing.
enum RunStatement: String, Statement {
    /// $1 creditor, $2 run (null: all), $3 only runs older than this one (null: from the newest),
    /// $4 limit. Columns as of `ListStatement.runs`, newest first.
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
        from (
            select * from run
            where creditor = $1 and ($2::bigint is null or id = $2)
                and ($3::bigint is null or id < $3)
            order by id desc limit $4
        ) u
        join creditor c on c.id = u.creditor
        left join lateral (
            select sum(n_q) as q, sum(n_u) as u, sum(n_a) as a, sum(n_r) as r, sum(n_s) as s,
                sum(n_f) as f, sum(n_c) as c, sum(n_m) as m,
                sum(n_q) filter (where state = 'claimed') as claimed,
                count(*) filter (where state = 'stuck') as stuck
            from part p where p.run = u.id
        ) s on true
        order by u.id desc
        """

    /// $1 creditor, $2 run. Row: (seconds until the hold is over, by the database's clock; null if
    /// the run is not held).
    case holdLeft = """
        select extract(epoch from hold_until - clock_timestamp())
        from run where creditor = $1 and id = $2 and state = 'held' and stopped_at is null
        """

    /// $1 creditor, $2 run, $3 how many reminders are read at most. Row: (rejected reminders whose
    /// invoice was not changed since).
    case unmended = """
        select count(*) from (
            select number, changed_at from reminder
            where creditor = $1 and run = $2 and state = 'r' limit $3
        ) r
        cross join lateral (
            select changed_at from invoice
            where creditor = $1 and number = r.number offset 0
        ) i
        where i.changed_at <= r.changed_at
        """

    /// $1 creditor, $2 run. Rows: (state in words, code, count), most frequent first. By the strays
    /// that stand with the parts; reminders are read where they are not known, and of a held run,
    /// which has no parts.
    case groups = """
        select case x.state when 's' then 'skipped' when 'r' then 'rejected'
                when 'f' then 'failed' when 'c' then 'cancelled' when 'u' then 'uncertain' end,
            n.code, sum(x.n)
        from (
            select s.state, s.reason, count(*) as n
            from part p
            cross join lateral unnest(p.stray_state, p.stray_reason) s(state, reason)
            where p.creditor = $1 and p.run = $2
            group by s.state, s.reason
            union all
            select r.state, r.reason, count(*)
            from part p
            cross join lateral (
                select state, reason from reminder
                where creditor = $1 and run = $2 and pos between p.first and p.last offset 0
            ) r
            where p.creditor = $1 and p.run = $2 and p.stray_pos is null
            group by r.state, r.reason
            union all
            select state, reason, count(*) from reminder
            where creditor = $1 and run = $2
                and (select state from run where id = $2) in ('loading', 'held')
            group by state, reason
        ) x left join reason n on n.id = x.reason
        where x.state in ('s', 'r', 'f', 'c', 'u')
        group by x.state, n.code order by sum(x.n) desc, n.code, 1
        """

    /// $1 creditor, $2 run, $3 after the position, $4 states, $5 limit. Rows: (first, last) of the
    /// parts that have reminders in one of these states, as their counts tell.
    case partsWith = """
        select first, last from part
        where creditor = $1 and run = $2 and first > $3 - 99 and last > $3 and (
            (n_q > 0 and 'queued' = any($4::text[])) or (n_u > 0 and 'uncertain' = any($4))
            or (n_a > 0 and 'accepted' = any($4)) or (n_r > 0 and 'rejected' = any($4))
            or (n_s > 0 and 'skipped' = any($4)) or (n_f > 0 and 'failed' = any($4))
            or (n_c > 0 and 'cancelled' = any($4)) or (n_m > 0 and 'manual' = any($4)))
        order by first limit $5
        """

    /// $1 creditor, $2 run, $3 after the position, $4 up to the position, $5 states (null: all),
    /// $6 reason code (null: all), $7 limit. Rows: (position, key, as written, customer number,
    /// name, state, label, reason, attempts, next attempt at, case, OCR, label in English,
    /// remaining, due date, changed at, confirmed at, currency, paid after the handover, in part
    /// only, queue state), by position.
    case lines = """
        select l.pos, l.invoice_key, l.invoice_number, i.customer_number, i.name, l.state,
            l.shown, l.reason, l.attempts,
            to_char(l.next_attempt_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            l.case_id, l.amili_ocr, l.shown_en, l.remaining_ore,
            to_char(l.due_date, 'YYYY-MM-DD'),
            to_char(l.changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            to_char(l.confirmed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            i.currency, l.paid_after_handover,
            coalesce(l.state = 'accepted' and not l.paid_after_handover
                and i.remaining_ore < i.total_ore
                and not starts_with(coalesce(l.amili_state, ''), 'closed')
                and not starts_with(coalesce(l.amili_status, ''), 'closed')
                and i.changed_at > (select released_at from run where id = l.run), false),
            l.queue_state
        from reminder_list l
        left join invoice i on i.creditor = l.creditor_id and i.number = l.invoice_key
        where l.creditor_id = $1 and l.run = $2 and l.pos > $3 and l.pos <= $4
            and ($5::text[] is null or l.state = any($5::text[]))
            and ($6::text is null or l.reason = $6)
        order by l.pos limit $7
        """

    // One invoice

    /// $1 creditor, $2 invoice. Row: (the invoice's columns after the number, known as of, released
    /// at, days overdue in Sweden, run, state, label, reason, attempts, next attempt at, case, OCR,
    /// label in English, changed at, confirmed at, does it hold a permit, paid after the handover,
    /// in part only, queue state).
    case invoice = """
        select i.written, i.customer_number, i.name, i.id_number, i.is_company, i.address_line,
            i.zip_code, i.city, i.country, i.email, i.mobile_number, i.description,
            to_char(i.invoice_date, 'YYYY-MM-DD'), to_char(i.due_date, 'YYYY-MM-DD'),
            i.total_ore, i.remaining_ore, i.currency, i.ocr, i.invoice_fee_ore,
            i.reminder_fee_ore, to_char(i.reminder_fee_date, 'YYYY-MM-DD'), i.flags,
            to_char(i.as_of at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            to_char(i.released_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            (now() at time zone 'Europe/Stockholm')::date - i.due_date,
            l.run, l.state, l.shown, l.reason, l.attempts,
            to_char(l.next_attempt_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            l.case_id, l.amili_ocr, l.shown_en,
            to_char(l.changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            to_char(l.confirmed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            exists (select from permit h where h.creditor = i.creditor and h.number = i.number),
            l.paid_after_handover,
            coalesce(l.state = 'accepted' and not l.paid_after_handover
                and i.remaining_ore < i.total_ore
                and not starts_with(coalesce(l.amili_state, ''), 'closed')
                and not starts_with(coalesce(l.amili_status, ''), 'closed')
                and i.changed_at > (select released_at from run where id = l.run), false),
            l.queue_state
        from invoice i
        join invoice_list l on l.creditor_id = i.creditor and l.invoice_key = i.number
        where i.creditor = $1 and i.number = $2
        """

    /// $1 creditor, $2 invoice. Row: (run, since, doubt until, is it over, asked again at, why
    /// nobody asks now, what the last call said, what the last look-up said) if it is in doubt.
    case doubt = """
        select r.run,
            to_char(r.doubt_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            to_char(p.doubt_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            p.doubt_until <= clock_timestamp(),
            case when isfinite(p.due_at)
                then to_char(p.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end,
            case when p.state = 'stuck' then 'stuck' when a.paused then 'all paused'
                when a.closed_until > clock_timestamp() then 'all closed'
                when t.paused then 'creditor paused'
                when t.closed_until > clock_timestamp() then 'creditor closed' end,
            (select why from evidence e where e.creditor = r.creditor and e.run = r.run
                and e.pos = r.pos and e.kind = 'call' order by e.at desc limit 1),
            (select why from evidence e where e.creditor = r.creditor and e.run = r.run
                and e.pos is null and e.first = p.first and e.kind = 'lookup'
                order by e.at desc limit 1)
        from permit h
        join reminder r on r.creditor = h.creditor and r.run = h.run and r.pos = h.pos
        join part p on p.run = h.run and p.first = (h.pos - 1) / 99 * 99 + 1
        join throttle t on t.creditor = h.creditor
        join throttle a on a.scope = 'amili'
        where h.creditor = $1 and h.number = $2 and r.state = 'u'
        """

    /// $1 creditor. Row: (are all sends paused, seconds that all of Amili is closed for, is the
    /// creditor paused, seconds that it is closed for).
    case standstill = """
        select a.paused,
            case when a.closed_until > clock_timestamp()
                then extract(epoch from a.closed_until - clock_timestamp()) else 0 end,
            t.paused,
            case when t.closed_until > clock_timestamp()
                then extract(epoch from t.closed_until - clock_timestamp()) else 0 end
        from throttle a join throttle t on t.creditor = $1 where a.scope = 'amili'
        """

    /// $1 creditor. Rows: (run, reminders that will go, held until), the next to go first. From
    /// the runs alone: every page of the list asks.
    case held = """
        select id, queued, manual,
            to_char(hold_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            extract(epoch from hold_until - clock_timestamp())
        from run where creditor = $1 and state = 'held' and stopped_at is null
        order by hold_until, id limit 20
        """
}
