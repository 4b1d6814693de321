import Database

/// Runs, their reminders and one invoice as the web page shows them. Each statement names the
/// creditor: a number alone opens nothing.
enum RunStatement: String, Statement {
    /// Newest first. `run` null: all. `before`: only runs older than this one (null: from the
    /// newest). The columns are those of `ListStatement.runs`.
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
        from (
            select * from run
            where creditor = :creditor and (:run::bigint is null or id = :run)
                and (:before::bigint is null or id < :before)
            order by id desc limit :limit
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

    /// `seconds`: until the hold is over, by the database's clock. No row: the run is not held.
    case holdLeft = """
        select extract(epoch from hold_until - clock_timestamp()) as seconds
        from run where creditor = :creditor and id = :run and state = 'held' and stopped_at is null
        """

    /// Rejected reminders whose invoice was not changed since. `limit`: so many are read at most.
    case unmended = """
        select count(*) as reminders from (
            select number, changed_at from reminder
            where creditor = :creditor and run = :run and state = 'r' limit :limit
        ) r
        cross join lateral (
            select changed_at from invoice
            where creditor = :creditor and number = r.number offset 0
        ) i
        where i.changed_at <= r.changed_at
        """

    /// Most frequent first. By the exceptions that stand with the parts; reminders are read where
    /// they are not known, and of a held run, which has no parts.
    case groups = """
        select case x.state when 's' then 'skipped' when 'r' then 'rejected'
                when 'f' then 'failed' when 'c' then 'cancelled' when 'u' then 'uncertain' end
                as state,
            n.code, sum(x.n) as count
        from (
            select s.state, s.reason, count(*) as n
            from part p
            cross join lateral unnest(p.exception_state, p.exception_reason) s(state, reason)
            where p.creditor = :creditor and p.run = :run
            group by s.state, s.reason
            union all
            select r.state, r.reason, count(*)
            from part p
            cross join lateral (
                select state, reason from reminder
                where creditor = :creditor and run = :run and pos between p.first and p.last
                offset 0
            ) r
            where p.creditor = :creditor and p.run = :run and p.exception_pos is null
            group by r.state, r.reason
            union all
            select state, reason, count(*) from reminder
            where creditor = :creditor and run = :run
                and (select state from run where id = :run) in ('loading', 'held')
            group by state, reason
        ) x left join reason n on n.id = x.reason
        where x.state in ('s', 'r', 'f', 'c', 'u')
        group by x.state, n.code order by sum(x.n) desc, n.code, 1
        """

    /// The parts that have reminders in one of these states, as their counts tell. `after`: a
    /// position; only parts that reach beyond it. `states`: in words.
    case partsWith = """
        select first, last from part
        where creditor = :creditor and run = :run and first > :after - 99 and last > :after and (
            (n_q > 0 and 'queued' = any(:states::text[]))
            or (n_u > 0 and 'uncertain' = any(:states))
            or (n_a > 0 and 'accepted' = any(:states)) or (n_r > 0 and 'rejected' = any(:states))
            or (n_s > 0 and 'skipped' = any(:states)) or (n_f > 0 and 'failed' = any(:states))
            or (n_c > 0 and 'cancelled' = any(:states)) or (n_m > 0 and 'manual' = any(:states)))
        order by first limit :limit
        """

    /// By position, those beyond `after` and up to `last`. `states` null: all. `reason`: its code
    /// (null: all).
    case lines = """
        select l.pos, l.invoice_key, l.invoice_number, i.customer_number, i.name, l.state,
            l.shown, l.reason, l.attempts,
            to_char(l.next_attempt_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                as next_attempt_at,
            l.case_id, l.amili_ocr, l.shown_en, l.remaining_ore,
            to_char(l.due_date, 'YYYY-MM-DD') as due_date,
            to_char(l.changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as changed_at,
            to_char(l.confirmed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                as confirmed_at,
            i.currency, l.paid_after_handover,
            coalesce(l.state = 'accepted' and not l.paid_after_handover
                and i.remaining_ore < i.total_ore
                and not starts_with(coalesce(l.amili_state, ''), 'closed')
                and not starts_with(coalesce(l.amili_status, ''), 'closed')
                and i.changed_at > (select released_at from run where id = l.run), false)
                as part_paid_after_handover,
            l.queue_state
        from reminder_list l
        left join invoice i on i.creditor = l.creditor_id and i.number = l.invoice_key
        where l.creditor_id = :creditor and l.run = :run and l.pos > :after and l.pos <= :last
            and (:states::text[] is null or l.state = any(:states::text[]))
            and (:reason::text is null or l.reason = :reason)
        order by l.pos limit :limit
        """

    // One invoice

    /// `as_of`: how old the knowledge of it is. `days_overdue`: in Sweden. `has_permit`: a reminder
    /// stands against another one.
    case invoice = """
        select i.written, i.customer_number, i.name, i.id_number, i.is_company, i.address_line,
            i.zip_code, i.city, i.country, i.email, i.mobile_number, i.description,
            to_char(i.invoice_date, 'YYYY-MM-DD') as invoice_date,
            to_char(i.due_date, 'YYYY-MM-DD') as due_date,
            i.total_ore, i.remaining_ore, i.currency, i.ocr, i.invoice_fee_ore,
            i.reminder_fee_ore, to_char(i.reminder_fee_date, 'YYYY-MM-DD') as reminder_fee_date,
            i.flags,
            to_char(i.as_of at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as as_of,
            to_char(i.released_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                as released_at,
            (now() at time zone 'Europe/Stockholm')::date - i.due_date as days_overdue,
            l.run, l.state, l.shown, l.reason, l.attempts,
            to_char(l.next_attempt_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                as next_attempt_at,
            l.case_id, l.amili_ocr, l.shown_en,
            to_char(l.changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as changed_at,
            to_char(l.confirmed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                as confirmed_at,
            exists (select from permit h where h.creditor = i.creditor and h.number = i.number)
                as has_permit,
            l.paid_after_handover,
            coalesce(l.state = 'accepted' and not l.paid_after_handover
                and i.remaining_ore < i.total_ore
                and not starts_with(coalesce(l.amili_state, ''), 'closed')
                and not starts_with(coalesce(l.amili_status, ''), 'closed')
                and i.changed_at > (select released_at from run where id = l.run), false)
                as part_paid_after_handover,
            l.queue_state
        from invoice i
        join invoice_list l on l.creditor_id = i.creditor and l.invoice_key = i.number
        where i.creditor = :creditor and i.number = :number
        """

    /// One row if it is in doubt. `hindrance`: why nobody asks now. `last_call`, `last_lookup`:
    /// what it said.
    case doubt = """
        select r.run,
            to_char(r.doubt_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as since,
            to_char(p.doubt_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                as doubt_until,
            p.doubt_until <= clock_timestamp() as is_doubt_over,
            case when isfinite(p.due_at)
                then to_char(p.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end
                as asked_again_at,
            case when p.state = 'stuck' then 'stuck' when a.paused then 'all paused'
                when a.closed_until > clock_timestamp() then 'all closed'
                when t.paused then 'creditor paused'
                when t.closed_until > clock_timestamp() then 'creditor closed' end as hindrance,
            (select why from evidence e where e.creditor = r.creditor and e.run = r.run
                and e.pos = r.pos and e.kind = 'call' order by e.at desc limit 1)
                as last_call,
            (select why from evidence e where e.creditor = r.creditor and e.run = r.run
                and e.pos is null and e.first = p.first and e.kind = 'lookup'
                order by e.at desc limit 1) as last_lookup
        from permit h
        join reminder r on r.creditor = h.creditor and r.run = h.run and r.pos = h.pos
        join part p on p.run = h.run and p.first = (h.pos - 1) / 99 * 99 + 1
        join throttle t on t.creditor = h.creditor
        join throttle a on a.scope = 'amili'
        where h.creditor = :creditor and h.number = :number and r.state = 'u'
        """

    /// `all`: all of Amili. `all_closed_for`, `creditor_closed_for`: seconds; 0: open.
    case standstill = """
        select a.paused as all_paused,
            case when a.closed_until > clock_timestamp()
                then extract(epoch from a.closed_until - clock_timestamp()) else 0 end
                as all_closed_for,
            t.paused as creditor_paused,
            case when t.closed_until > clock_timestamp()
                then extract(epoch from t.closed_until - clock_timestamp()) else 0 end
                as creditor_closed_for
        from throttle a join throttle t on t.creditor = :creditor where a.scope = 'amili'
        """

    /// The next to go first. `queued`: reminders that will go. `seconds`: until then. From the runs
    /// alone: every page of the list asks.
    case held = """
        select id, queued, manual,
            to_char(hold_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as held_until,
            extract(epoch from hold_until - clock_timestamp()) as seconds
        from run where creditor = :creditor and state = 'held' and stopped_at is null
        order by hold_until, id limit 20
        """
}
