import Database

/// SQL of the operators' page. Sums are over the whole fleet; anything with a name or a number is
/// read only for the creditors granted to the operator.
enum OperationsStatement: String, Statement {
    // Samples

    /// Writes one row for these ten seconds, unless a console has done so. One row if this call
    /// did. The counts are read only then: 10,000 parts cost about 2 ms. Evidence is read up to
    /// five seconds ago, because a row is visible only after its transaction's end.
    case sample = """
        with slot as materialized (
            select s.at
            from (select date_bin('10 s', clock_timestamp(), 'epoch') as at) s
            where not exists (select from console_sample where slot = s.at)
        )
        insert into console_sample (slot, settled, rejected, known, refused, too_many, unanswered,
            asked, not_answered)
        select slot.at, p.ended - u.skipped, e.rejected, e.known, e.refused, e.too_many,
            e.unanswered, e.asked, e.not_answered
        from slot
        cross join lateral (
            select coalesce(sum(n_a + n_r + n_f + n_s), 0) as ended from part offset 0
        ) p
        cross join lateral (
            select coalesce(sum(skipped), 0) as skipped from run
            where released_at is not null offset 0
        ) u
        cross join lateral (
            select
                count(*) filter (where c.outcome = 'rejected') as rejected,
                count(*) filter (where c.outcome = 'known') as known,
                count(*) filter (where c.outcome = 'refused') as refused,
                count(*) filter (where c.outcome = 'too many') as too_many,
                count(*) filter (where c.outcome = 'unanswered') as unanswered,
                count(*) filter (where c.outcome = 'asked') as asked,
                count(*) filter (where c.outcome = 'not answered') as not_answered
            from (
                select case
                    when kind = 'lookup' and http_status = 200 then 'asked'
                    when kind = 'lookup' then 'not answered'
                    when to_state = 'u' then 'unanswered'
                    when http_status in (400, 412, 413, 422) then 'rejected'
                    when http_status = 409 then 'known'
                    when http_status in (401, 403) then 'refused'
                    when http_status = 429 then 'too many' end as outcome
                from evidence
                where at >= slot.at - interval '15 s' and at < slot.at - interval '5 s'
                    and at >= now() - interval '40 s' and kind in ('call', 'lookup')
                offset 0
            ) c
        ) e
        on conflict (slot) do nothing
        returning slot, set_config('synchronous_commit', 'off', true)
        """

    /// Deletes the samples of more than three hours ago.
    case forgetSamples = "delete from console_sample where slot < now() - interval '3 h'"

    /// Lists the last sixty minutes, the present one last. `settled`: reminders that had ended by
    /// the minute's beginning; null if no sample tells.
    case minutes = """
        select extract(epoch from m.at) as begins_at, (
            select settled from console_sample
            where slot >= m.at and slot < m.at + interval '20 s' order by slot limit 1) as settled
        from generate_series(date_trunc('minute', now()) - interval '59 min',
            date_trunc('minute', now()), interval '1 min') m(at)
        order by m.at
        """

    /// Reads the latest sample, if it is of the last minute. `settled`: reminders that had ended by
    /// then.
    case latestSample = """
        select settled from console_sample where slot > now() - interval '1 min'
        order by slot desc limit 1
        """

    /// Sums up the samples of the last hour.
    case outcomes = """
        select extract(epoch from min(slot)) as since,
            coalesce(sum(rejected), 0) as rejected, coalesce(sum(known), 0) as known,
            coalesce(sum(refused), 0) as refused, coalesce(sum(too_many), 0) as too_many,
            coalesce(sum(unanswered), 0) as unanswered, coalesce(sum(asked), 0) as asked,
            coalesce(sum(not_answered), 0) as not_answered
        from console_sample where slot > now() - interval '1 h'
        """

    // The whole fleet

    /// Reads the gate of all Amili. `closed_for`: seconds until it opens; 0: it is open.
    /// `stands_for`: seconds for which everything still stands still.
    case amili = """
        select extract(epoch from clock_timestamp()) as now,
            rate, paused,
            extract(epoch from paused_at) as paused_at,
            paused_by,
            case when closed_until > clock_timestamp()
                then extract(epoch from closed_until - clock_timestamp()) else 0 end
                as closed_for,
            extract(epoch from closed_until) as closed_until,
            closed_cause,
            case when stands_until > clock_timestamp()
                then extract(epoch from stands_until - clock_timestamp()) else 0 end
                as stands_for
        from throttle where scope = 'amili'
        """

    /// Counts the queue. `queued` and `uncertain` are reminders, the others parts: `waiting` for
    /// their time, `parked` until a gate opens, `claimed` by a worker. `due_since`: when the first
    /// part whose turn it is began to wait; parts of a creditor with a rate of its own wait by a
    /// decision, and do not count. `offset 0`: a run is looked up for each open part; else
    /// the plan may read all runs there ever were.
    case queue = """
        select q as queued, u as uncertain, ready, waiting, parked, claimed, stuck,
            extract(epoch from due) as due_since,
            extract(epoch from now() - due) as due_seconds
        from (
            select coalesce(sum(p.n_q), 0) as q, coalesce(sum(p.n_u), 0) as u,
                count(*) filter (where p.state = 'ready') as ready,
                count(*) filter (where p.state = 'waiting' and isfinite(p.due_at)) as waiting,
                count(*) filter (where p.state = 'waiting' and not isfinite(p.due_at)) as parked,
                count(*) filter (where p.state = 'claimed') as claimed,
                count(*) filter (where p.state = 'stuck') as stuck,
                min(case
                    when t.paused or t.closed_until > now() or t.rate < 'Infinity'
                        or (p.n_u = 0 and (p.stopped or u.stopped_at is not null
                            or u.paused_at is not null)) then null
                    when p.state = 'ready' then greatest(p.claimed_at, u.released_at)
                    when p.state = 'waiting' and p.due_at <= now() then p.due_at end) as due
            from part p
            cross join lateral (
                select released_at, stopped_at, paused_at from run where id = p.run offset 0
            ) u
            join throttle t on t.creditor = p.creditor
            where p.state <> 'done'
        ) s
        """

    /// Counts parts with reminders in doubt, by their obstacle.
    case doubts = """
        select case
            when p.state = 'stuck' then 'stuck'
            when a.paused then 'all paused'
            when a.closed_until > now() then 'all closed'
            when t.paused then 'paused'
            when t.closed_until > now() then 'closed'
            when p.state = 'claimed' then 'asking'
            when p.doubt_until > now() then 'young'
            else 'turn' end as obstacle,
            count(*) as parts, sum(p.n_u) as reminders
        from part p
        join throttle t on t.creditor = p.creditor
        join throttle a on a.scope = 'amili'
        where p.n_u > 0
        group by obstacle order by sum(p.n_u) desc
        """

    /// Lists workers that live, or died within the hour. `silence`: seconds since the last beat.
    /// `parts` and `reminders`: how many the worker has in hand.
    case workers = """
        select w.name,
            extract(epoch from w.started_at) as started_at,
            extract(epoch from w.seen_at) as seen_at,
            extract(epoch from clock_timestamp() - w.seen_at) as silence,
            extract(epoch from w.dead_at) as dead_at,
            count(p.run) as parts, coalesce(sum(p.n_q + p.n_u), 0) as reminders
        from worker w
        left join part p on p.worker = w.id and p.state = 'claimed'
        where w.dead_at is null or w.dead_at > now() - interval '1 h'
        group by w.id order by (w.dead_at is null) desc, w.seen_at desc, w.id limit 50
        """

    // The operator's creditors

    /// Lists runs that are not over, the latest first. `pause_words`: Amili's words. `pause_count`:
    /// for how many letters Amili gave them. `other`: reminders that ended without a letter.
    /// `offset 0`: found by their state, not among all runs of the creditors.
    case openRuns = """
        select u.creditor, u.id, u.state = 'held' as is_held,
            extract(epoch from u.paused_at) as paused_at,
            u.pause_words,
            extract(epoch from u.hold_until) as hold_until,
            extract(epoch from u.released_at) as released_at,
            u.total,
            case when u.state = 'held' then u.queued else coalesce(s.q, 0) end as queued,
            coalesce(s.u, 0) as uncertain, coalesce(s.a, 0) as accepted,
            coalesce(s.other, 0) as other, coalesce(s.stuck, 0) as stuck_parts,
            u.stopped_at is not null as is_stopped, u.pause_cause, u.pause_count
        from (
            select o.* from (select * from run where state in ('open', 'held') offset 0) o
            where o.creditor = any(:creditors::bigint[])
            order by o.id desc limit 50
        ) u
        left join lateral (
            select sum(n_q) as q, sum(n_u) as u, sum(n_a) as a,
                sum(n_r + n_s + n_f + n_c + n_m) as other,
                count(*) filter (where state = 'stuck') as stuck
            from part p where p.run = u.id
        ) s on true
        order by u.id desc
        """

    /// Lists the gates of creditors. `closed_for`: seconds until the gate opens; 0: it is open.
    case gates = """
        select c.id, c.activation, t.paused,
            extract(epoch from t.paused_at) as paused_at,
            t.paused_by,
            case when t.closed_until > clock_timestamp()
                then extract(epoch from t.closed_until - clock_timestamp()) else 0 end
                as closed_for,
            extract(epoch from t.closed_until)
                as closed_until,
            t.closed_cause, t.rate, coalesce(s.q, 0) as queued, coalesce(s.u, 0) as uncertain
        from creditor c
        join throttle t on t.creditor = c.id
        left join (
            select creditor, sum(n_q) as q, sum(n_u) as u from part where state <> 'done'
            group by creditor
        ) s on s.creditor = c.id
        where c.id = any(:creditors::bigint[]) order by c.name, c.handle
        """

    /// Lists creditors that want to be active and are not.
    case activations = """
        select c.id, a.cause from creditor c join activation a on a.creditor = c.id
        where c.id = any(:creditors::bigint[]) and c.activation in ('pending', 'refused')
            and a.cause is not null
        order by c.name, c.handle
        """

    /// Lists stuck parts. `claimed_at`: when its last worker claimed it.
    case stuck = """
        select creditor, run, first, last, n_q, n_u,
            extract(epoch from claimed_at) as claimed_at
        from part where state = 'stuck' and creditor = any(:creditors::bigint[])
        order by run, first limit 50
        """

    /// Lists open incidents. `incident` null: all. `invoice_number`: as written. `cases`: with
    /// spaces between them.
    case incidents = """
        select n.id, n.creditor, coalesce(i.written, r.number) as invoice_number, n.run,
            extract(epoch from n.at) as at, n.kind,
            array_to_string(n.case_ids, ' ') as cases
        from incident n
        left join reminder r on r.creditor = n.creditor and r.run = n.run and r.pos = n.pos
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        where n.closed_at is null and n.creditor = any(:creditors::bigint[])
            and (:incident::bigint is null or n.id = :incident)
        order by n.id limit 50
        """

    /// Counts what belongs to all other creditors. `incidents`: open ones.
    case elsewhere = """
        select
            (select count(*) from run
                where state = 'open' and creditor <> all(:creditors::bigint[])) as open_runs,
            (select count(*) from run
                where state = 'held' and creditor <> all(:creditors::bigint[])) as held_runs,
            (select count(*) from run where state = 'open' and paused_at is not null
                and creditor <> all(:creditors::bigint[])) as paused_runs,
            (select count(*) from part
                where state = 'stuck' and creditor <> all(:creditors::bigint[])) as stuck_parts,
            (select count(*) from incident where closed_at is null
                and creditor <> all(:creditors::bigint[])) as incidents,
            (select count(*) from throttle
                where creditor <> all(:creditors::bigint[]) and (paused or closed_until > now()))
                as shut_gates
        """

    case creditorOfRun = "select creditor from run where id = :run"
}
