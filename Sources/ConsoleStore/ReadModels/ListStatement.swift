import Database

/// SQL of the command line's lists and of `paminn doctor`.
enum ListStatement: String, Statement {
    /// Lists creditors. `handle` null: all. `closed_for`: seconds until the gate opens; 0: it is
    /// open. `activation_cause`: why the creditor is not active. `asked_at`: when Amili was last
    /// asked whether it is. `letters_from`: when the send window opens; null: it is open, or there
    /// is none. Open parts are read once for all, not once for each creditor.
    case creditors = """
        select c.id, c.handle, c.name, c.account, c.amili_creditor, c.activation, t.paused,
            case when t.closed_until > clock_timestamp()
                then extract(epoch from t.closed_until - clock_timestamp()) else 0 end
                as closed_for,
            t.closed_words, c.grace_bank_days, c.canary_number is not null as has_canary,
            coalesce(s.reminders, 0) as open_reminders,
            case when c.activation in ('pending', 'refused') then a.cause end as activation_cause,
            extract(epoch from a.asked_at) as asked_at,
            t.closed_cause, t.rate, {windowColumns}
        from creditor c join throttle t on t.creditor = c.id
        left join activation a on a.creditor = c.id
        left join (
            select creditor, sum(n_q + n_u) as reminders from part where state <> 'done'
            group by creditor
        ) s on s.creditor = c.id
        where :handle::text is null or c.handle = :handle order by c.handle
        """

    /// Reads the gate of all Amili. `closed_for`: seconds until it opens; 0: it is open.
    case gate = """
        select rate, paused,
            case when closed_until > clock_timestamp()
                then extract(epoch from closed_until - clock_timestamp()) else 0 end
                as closed_for,
            closed_words, closed_cause
        from throttle where scope = 'amili'
        """

    // Runs

    /// Lists runs, those that are not done first, then the latest first. `run` null: all. Counts
    /// are sums over parts; a held run has no parts, and counts what it loaded. `in_hand`: queued
    /// reminders of claimed parts. `seconds`: from the release to the end or to now.
    /// `loaded_manual`: how many were to be done by hand when the run was loaded. Each kind of run
    /// is read along an index of its own, so that the time does not grow with the runs that are
    /// over.
    case runs = """
        select {runColumns}
        from (
            (select * from run where :run::bigint is null and state <> 'done'
                order by id desc limit :limit)
            union all
            (select * from run where :run is null and state = 'done'
                order by id desc limit :limit)
            union all
            select * from run where id = :run
        ) u
        join creditor c on c.id = u.creditor
        left join lateral ({partSums}) s on true
        order by (u.state <> 'done') desc, u.id desc limit :limit
        """

    /// Counts a run's reminders by reason, the most frequent first. Parts keep the reasons beside
    /// their counts. Reminders are read only where a part does not know its exceptions, and for a
    /// held run, which has no parts.
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

    /// Reads a page of invoices, by their keys, so that no page misses a row. `handle`: the
    /// creditor's. `states` null: all. `search` null: none. `after`: the key after which the page
    /// begins (null: at the first). `number`: one invoice alone (null: all).
    case invoices = """
        select {listColumns}, invoice_key as cursor
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

    /// One row if the creditor with this handle has an invoice of this canonical number.
    case invoiceOfNumber = """
        select from invoice
        where creditor = (select id from creditor where handle = :handle) and number = :number
        """

    /// Reads a page of a run's reminders. `handle`: the creditor's. `states` null: all. `after`:
    /// the position after which the page begins. The columns are those of `invoices`.
    case reminders = """
        select {listColumns}, pos as cursor
        from reminder_list
        where creditor_id = (select id from creditor where handle = :handle) and run = :run
            and (:states::text[] is null or state = any(:states::text[])) and pos > :after
        order by pos limit :limit
        """

    // The doctor

    /// Reads figures of the database, in one row. `database_seconds`: its clock, since 1970.
    /// `clock_ahead`: seconds by which something lies too far ahead of the clock. `clock_step`:
    /// seconds of the clock's last step back, if it was within a day. `twins`: invoices spelled
    /// twice.
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
            (select extract(epoch from stepped_at) from clock)
                as clock_stepped_at,
            (select count(*) from invoice_twin where settled_at is null) as twins
        """

    /// Draws active creditors with a canary at random, up to twenty. `total`: how many there are.
    case canaries = """
        select handle, account, amili_creditor, canary_written, canary_number,
            count(*) over () as total
        from creditor where canary_number is not null and activation = 'active'
        order by random() limit 20
        """
}
