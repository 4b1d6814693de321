import Database

/// What an operator wants to know at a glance. Sums are the fleet's; what has a name or a number is
/// asked for by the creditors given to the operator.
enum OperationsStatement: String, Statement {
    // Samples

    /// One row each ten seconds, whoever comes first. All of it is read only if the slot is free:
    /// 10,000 parts cost about 2 ms. Evidence is read up to five seconds ago, for a row shows at
    /// its transaction's end. Row: (slot) if this call wrote it.
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

    case forgetSamples = "delete from console_sample where slot < now() - interval '3 h'"

    /// Rows: (minute, settled up to its beginning, or null where no sample tells), the last sixty,
    /// the one that is going on last.
    case minutes = """
        select to_char(m.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), (
            select settled from console_sample
            where slot >= m.at and slot < m.at + interval '20 s' order by slot limit 1)
        from generate_series(date_trunc('minute', now()) - interval '59 min',
            date_trunc('minute', now()), interval '1 min') m(at)
        order by m.at
        """

    /// Row: (settled up to the latest sample, when that was), if there is one of the last minute.
    case latestSample = """
        select settled, to_char(slot at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
        from console_sample where slot > now() - interval '1 min' order by slot desc limit 1
        """

    /// Row: (since when, rejected, known, refused, too many, unanswered, asked, not answered) of
    /// the last hour's samples.
    case outcomes = """
        select to_char(min(slot) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            coalesce(sum(rejected), 0), coalesce(sum(known), 0), coalesce(sum(refused), 0),
            coalesce(sum(too_many), 0), coalesce(sum(unanswered), 0), coalesce(sum(asked), 0),
            coalesce(sum(not_answered), 0)
        from console_sample where slot > now() - interval '1 h'
        """

    // The whole fleet

    /// Row: (now, rate, paused, since, by, closed for seconds, until, cause, standing still for
    /// seconds) of the gate of all Amili.
    case amili = """
        select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            rate, paused,
            to_char(paused_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), paused_by,
            case when closed_until > clock_timestamp()
                then extract(epoch from closed_until - clock_timestamp()) else 0 end,
            to_char(closed_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            closed_cause,
            case when stands_until > clock_timestamp()
                then extract(epoch from stands_until - clock_timestamp()) else 0 end
        from throttle where scope = 'amili'
        """

    /// Row: (reminders queued, in doubt, parts ready, waiting for their time, parked, in hand,
    /// stuck, since when the first of those whose turn it is waits).
    case queue = """
        select q, u, ready, waiting, parked, claimed, stuck,
            to_char(due at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            extract(epoch from now() - due)
        from (
            select coalesce(sum(p.n_q), 0) as q, coalesce(sum(p.n_u), 0) as u,
                count(*) filter (where p.state = 'ready') as ready,
                count(*) filter (where p.state = 'waiting' and isfinite(p.due_at)) as waiting,
                count(*) filter (where p.state = 'waiting' and not isfinite(p.due_at)) as parked,
                count(*) filter (where p.state = 'claimed') as claimed,
                count(*) filter (where p.state = 'stuck') as stuck,
                min(case
                    when t.paused or t.closed_until > now() or (p.n_u = 0 and (p.stopped
                        or u.stopped_at is not null or u.paused_at is not null)) then null
                    when p.state = 'ready' then greatest(p.claimed_at, u.released_at)
                    when p.state = 'waiting' and p.due_at <= now() then p.due_at end) as due
            from part p
            join run u on u.id = p.run
            join throttle t on t.creditor = p.creditor
            where p.state <> 'done'
        ) s
        """

    /// Rows: (what hinders, parts, reminders), of parts with something in doubt.
    case doubts = """
        select case
            when p.state = 'stuck' then 'stuck'
            when a.paused then 'all paused'
            when a.closed_until > now() then 'all closed'
            when t.paused then 'paused'
            when t.closed_until > now() then 'closed'
            when p.state = 'claimed' then 'asking'
            when p.doubt_until > now() then 'young'
            else 'turn' end as hindrance,
            count(*), sum(p.n_u)
        from part p
        join throttle t on t.creditor = p.creditor
        join throttle a on a.scope = 'amili'
        where p.n_u > 0
        group by hindrance order by sum(p.n_u) desc
        """

    /// Rows: (name, since, last beat, seconds since then, ended at, parts in hand, reminders in
    /// them) of workers that live, or did within the hour.
    case workers = """
        select w.name, to_char(w.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            to_char(w.seen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            extract(epoch from clock_timestamp() - w.seen_at),
            to_char(w.dead_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            count(p.run), coalesce(sum(p.n_q + p.n_u), 0)
        from worker w
        left join part p on p.worker = w.id and p.state = 'claimed'
        where w.dead_at is null or w.dead_at > now() - interval '1 h'
        group by w.id order by (w.dead_at is null) desc, w.seen_at desc, w.id limit 50
        """

    // What belongs to somebody

    /// $1 creditors. Rows: (creditor, run, held, paused at, what Amili said, held until, released
    /// at, total, queued, in doubt, accepted, ended without a letter, parts stuck, stopped, cause
    /// of the pause, how many letters) of runs that are not over.
    case openRuns = """
        select u.creditor, u.id, u.state = 'held',
            to_char(u.paused_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            u.pause_words,
            to_char(u.hold_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            to_char(u.released_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            u.total, case when u.state = 'held' then u.queued else coalesce(s.q, 0) end,
            coalesce(s.u, 0), coalesce(s.a, 0), coalesce(s.other, 0), coalesce(s.stuck, 0),
            u.stopped_at is not null, u.pause_cause, u.pause_count
        from run u
        left join lateral (
            select sum(n_q) as q, sum(n_u) as u, sum(n_a) as a,
                sum(n_r + n_s + n_f + n_c + n_m) as other,
                count(*) filter (where state = 'stuck') as stuck
            from part p where p.run = u.id
        ) s on true
        where u.state in ('open', 'held') and u.creditor = any($1::bigint[])
        order by u.id desc limit 50
        """

    /// $1 creditors. Rows: (creditor, activation, paused, since, by, closed for seconds, until,
    /// cause, queued, in doubt).
    case gates = """
        select c.id, c.activation, t.paused,
            to_char(t.paused_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), t.paused_by,
            case when t.closed_until > clock_timestamp()
                then extract(epoch from t.closed_until - clock_timestamp()) else 0 end,
            to_char(t.closed_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            t.closed_cause, coalesce(s.q, 0), coalesce(s.u, 0)
        from creditor c
        join throttle t on t.creditor = c.id
        left join (
            select creditor, sum(n_q) as q, sum(n_u) as u from part where state <> 'done'
            group by creditor
        ) s on s.creditor = c.id
        where c.id = any($1::bigint[]) order by c.name, c.handle
        """

    /// $1 creditors. Rows: (creditor, cause) of those that want to be active and are not.
    case activations = """
        select c.id, a.cause from creditor c join activation a on a.creditor = c.id
        where c.id = any($1::bigint[]) and c.activation in ('pending', 'refused')
            and a.cause is not null
        order by c.name, c.handle
        """

    /// $1 creditors. Rows: (creditor, field, message), of each as Amili named them.
    case issues = """
        select creditor, field, message from activation_issue
        where creditor = any($1::bigint[]) order by creditor, position
        """

    /// $1 creditors. Rows: (creditor, run, first, last, queued, in doubt, last claimed at).
    case stuck = """
        select creditor, run, first, last, n_q, n_u,
            to_char(claimed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
        from part where state = 'stuck' and creditor = any($1::bigint[])
        order by run, first limit 50
        """

    /// $1 creditors, $2 incident, or null for all open ones. Rows: (id, creditor, invoice as
    /// written, run, at, kind, cases).
    case incidents = """
        select n.id, n.creditor, coalesce(i.written, r.number), n.run,
            to_char(n.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), n.kind,
            array_to_string(n.case_ids, ' ')
        from incident n
        left join reminder r on r.creditor = n.creditor and r.run = n.run and r.pos = n.pos
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        where n.closed_at is null and n.creditor = any($1::bigint[])
            and ($2::bigint is null or n.id = $2)
        order by n.id limit 50
        """

    /// $1 creditors. Row: (open runs, held ones, paused ones, parts stuck, open incidents, gates
    /// that are shut) of all the others.
    case elsewhere = """
        select
            (select count(*) from run where state = 'open' and creditor <> all($1::bigint[])),
            (select count(*) from run where state = 'held' and creditor <> all($1::bigint[])),
            (select count(*) from run where state = 'open' and paused_at is not null
                and creditor <> all($1::bigint[])),
            (select count(*) from part where state = 'stuck' and creditor <> all($1::bigint[])),
            (select count(*) from incident where closed_at is null
                and creditor <> all($1::bigint[])),
            (select count(*) from throttle
                where creditor <> all($1::bigint[]) and (paused or closed_until > now()))
        """

    /// $1 run. Row: (creditor).
    case creditorOfRun = "select creditor from run where id = $1"
}
