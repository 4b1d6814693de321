import Database

/// SQL of runs, their reminders and one invoice, for the web page. Each statement names the
/// creditor, so that the number of a run alone opens nothing.
enum RunStatement: String, Statement {
    /// Lists a creditor's runs, the latest first. `run` null: all. `before`: only runs older than
    /// this one (null: from the latest). The columns are those of `ListStatement.runs`.
    case runs = """
        select {runColumns}
        from (
            select * from run
            where creditor = :creditor and (:run::bigint is null or id = :run)
                and (:before::bigint is null or id < :before)
            order by id desc limit :limit
        ) u
        join creditor c on c.id = u.creditor
        left join lateral ({partSums}) s on true
        order by u.id desc
        """

    /// Reads how many seconds are left of the hold, by the database's clock. No row: the run is not
    /// held.
    case holdLeft = """
        select extract(epoch from hold_until - clock_timestamp()) as seconds
        from run where creditor = :creditor and id = :run and state = 'held' and stopped_at is null
        """

    /// Counts rejected reminders whose invoice has not changed since. `limit`: the most that are
    /// read.
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

    /// Counts what was not accepted or is in doubt, by state and reason, the most frequent first.
    /// Parts keep their exceptions. Reminders are read only where a part does not know them, and
    /// for a held run, which has no parts.
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

    /// Lists the parts with reminders in one of these states, by their counts. `after`: a position;
    /// only parts that reach beyond it. `states`: words.
    case partsWith = """
        select first, last from part
        where creditor = :creditor and run = :run and first > :after - {partSize} and last > :after
            and ((n_q > 0 and 'queued' = any(:states::text[]))
                or (n_u > 0 and 'uncertain' = any(:states))
                or (n_a > 0 and 'accepted' = any(:states))
                or (n_r > 0 and 'rejected' = any(:states))
                or (n_s > 0 and 'skipped' = any(:states)) or (n_f > 0 and 'failed' = any(:states))
                or (n_c > 0 and 'cancelled' = any(:states))
                or (n_m > 0 and 'manual' = any(:states)))
        order by first limit :limit
        """

    /// Reads reminders by position, those beyond `after` and up to `last`. `states` null: all.
    /// `reason`: a code (null: all).
    case lines = """
        select l.pos, l.invoice_key, l.invoice_number, i.customer_number, i.name, l.state,
            l.shown, l.reason, l.attempts,
            extract(epoch from l.next_attempt_at)
                as next_attempt_at,
            l.case_id, l.amili_ocr, l.shown_en, l.remaining_ore,
            to_char(l.due_date, 'YYYY-MM-DD') as due_date,
            extract(epoch from l.changed_at) as changed_at,
            extract(epoch from l.confirmed_at)
                as confirmed_at,
            i.currency, l.paid_after_handover,
            {partPaidAfterHandover} as part_paid_after_handover,
            l.queue_state
        from reminder_list l
        left join invoice i on i.creditor = l.creditor_id and i.number = l.invoice_key
        where l.creditor_id = :creditor and l.run = :run and l.pos > :after and l.pos <= :last
            and (:states::text[] is null or l.state = any(:states::text[]))
            and (:reason::text is null or l.reason = :reason)
        order by l.pos limit :limit
        """

    // One invoice

    /// Reads an invoice and its reminder that counts. `as_of`: the moment as of which the invoice
    /// is known. `days_overdue`: by Sweden's calendar. `has_permit`: a reminder keeps another one
    /// from going.
    case invoice = """
        select {invoiceColumns}, i.flags,
            extract(epoch from i.as_of) as as_of,
            extract(epoch from i.released_at)
                as released_at,
            (now() at time zone 'Europe/Stockholm')::date - i.due_date as days_overdue,
            l.run, l.state, l.shown, l.reason, l.attempts,
            extract(epoch from l.next_attempt_at)
                as next_attempt_at,
            l.case_id, l.amili_ocr, l.shown_en,
            extract(epoch from l.changed_at) as changed_at,
            extract(epoch from l.confirmed_at)
                as confirmed_at,
            exists (select from permit h where h.creditor = i.creditor and h.number = i.number)
                as has_permit,
            l.paid_after_handover,
            {partPaidAfterHandover} as part_paid_after_handover,
            l.queue_state
        from invoice i
        join invoice_list l on l.creditor_id = i.creditor and l.invoice_key = i.number
        where i.creditor = :creditor and i.number = :number
        """

    /// One row if the invoice's live reminder is in doubt. `obstacle`: why no worker asks now.
    /// `last_call` and `last_lookup`: what the evidence says of them.
    case doubt = """
        select r.run,
            extract(epoch from r.doubt_since) as since,
            extract(epoch from p.doubt_until)
                as doubt_until,
            p.doubt_until <= clock_timestamp() as is_doubt_over,
            case when isfinite(p.due_at)
                then extract(epoch from p.due_at) end
                as asked_again_at,
            case when p.state = 'stuck' then 'stuck' when a.paused then 'all paused'
                when a.closed_until > clock_timestamp() then 'all closed'
                when t.paused then 'creditor paused'
                when t.closed_until > clock_timestamp() then 'creditor closed' end as obstacle,
            (select why from evidence e where e.creditor = r.creditor and e.run = r.run
                and e.pos = r.pos and e.kind = 'call' order by e.at desc limit 1)
                as last_call,
            (select why from evidence e where e.creditor = r.creditor and e.run = r.run
                and e.pos is null and e.first = p.first and e.kind = 'lookup'
                order by e.at desc limit 1) as last_lookup
        from permit h
        join reminder r on r.creditor = h.creditor and r.run = h.run and r.pos = h.pos
        join part p on p.run = h.run and p.first = (h.pos - 1) / {partSize} * {partSize} + 1
        join throttle t on t.creditor = h.creditor
        join throttle a on a.scope = 'amili'
        where h.creditor = :creditor and h.number = :number and r.state = 'u'
        """

    /// Reads what keeps the creditor's runs from moving. `all_…` is about all Amili.
    /// `…_closed_for`: seconds until the gate opens; 0: it is open. `letters_from`: when the send
    /// window opens.
    case standstill = """
        select a.paused as all_paused,
            case when a.closed_until > clock_timestamp()
                then extract(epoch from a.closed_until - clock_timestamp()) else 0 end
                as all_closed_for,
            t.paused as creditor_paused,
            case when t.closed_until > clock_timestamp()
                then extract(epoch from t.closed_until - clock_timestamp()) else 0 end
                as creditor_closed_for,
            {windowColumns}
        from throttle a join throttle t on t.creditor = :creditor where a.scope = 'amili'
        """

    /// Lists held runs, the next to go first. `queued`: reminders that will go. `seconds`: until
    /// then. It reads the runs alone, because every page of the list asks.
    case held = """
        select id, queued, manual,
            extract(epoch from hold_until) as held_until,
            extract(epoch from hold_until - clock_timestamp()) as seconds
        from run where creditor = :creditor and state = 'held' and stopped_at is null
        order by hold_until, id limit 20
        """
}
