import Database

/// What an operator wants to know at a glance. Sums are the fleet's; what has a name or a number is
/// asked for by the creditors given to the operator.
enum OperationsStatement: String, Statement {
    // Samples

    /// One row each ten seconds, whoever comes first. All of it is read only if the slot is free:
    /// 10,000 parts cost about 2 ms. Evidence is read up to five seconds ago, for a row shows at
    /// its transaction's end. One row if this call wrote it.
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

    /// The last sixty, the one that is going on last. `settled`: up to its beginning; null where no
    /// sample tells.
    case minutes = """
        select to_char(m.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as begins_at, (
            select settled from console_sample
            where slot >= m.at and slot < m.at + interval '20 s' order by slot limit 1) as settled
        from generate_series(date_trunc('minute', now()) - interval '59 min',
            date_trunc('minute', now()), interval '1 min') m(at)
        order by m.at
        """

    /// `settled`: up to the latest sample, if there is one of the last minute.
    case latestSample = """
        select settled, to_char(slot at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as sampled_at
        from console_sample where slot > now() - interval '1 min' order by slot desc limit 1
        """

    /// Sums of the last hour's samples.
    case outcomes = """
        select to_char(min(slot) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since,
            coalesce(sum(rejected), 0) as rejected, coalesce(sum(known), 0) as known,
            coalesce(sum(refused), 0) as refused, coalesce(sum(too_many), 0) as too_many,
            coalesce(sum(unanswered), 0) as unanswered, coalesce(sum(asked), 0) as asked,
            coalesce(sum(not_answered), 0) as not_answered
        from console_sample where slot > now() - interval '1 h'
        """

    // The whole fleet

    /// The gate of all Amili. `closed_for`: seconds; 0: open. `stands_for`: seconds for which
    /// everything stands still yet.
    case amili = """
        select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as now,
            rate, paused,
            to_char(paused_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as paused_at,
            paused_by,
            case when closed_until > clock_timestamp()
                then extract(epoch from closed_until - clock_timestamp()) else 0 end
                as closed_for,
            to_char(closed_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as closed_until,
            closed_cause,
            case when stands_until > clock_timestamp()
                then extract(epoch from stands_until - clock_timestamp()) else 0 end
                as stands_for
        from throttle where scope = 'amili'
        """

    /// `queued` and `uncertain`: reminders. The others: parts; `waiting`: for their time;
    /// `claimed`: in hand. `due_since`: when the first of those whose turn it is began to wait.
    case queue = """
        select q as queued, u as uncertain, ready, waiting, parked, claimed, stuck,
            to_char(due at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as due_since,
            extract(epoch from now() - due) as due_seconds
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

    /// Parts with something in doubt, by what hinders them.
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
            count(*) as parts, sum(p.n_u) as reminders
        from part p
        join throttle t on t.creditor = p.creditor
        join throttle a on a.scope = 'amili'
        where p.n_u > 0
        group by hindrance order by sum(p.n_u) desc
        """

    /// Those that live, or did within the hour. `silence`: seconds since its last beat. `parts` and
    /// `reminders`: in hand.
    case workers = """
        select w.name,
            to_char(w.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as started_at,
            to_char(w.seen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as seen_at,
            extract(epoch from clock_timestamp() - w.seen_at) as silence,
            to_char(w.dead_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as dead_at,
            count(p.run) as parts, coalesce(sum(p.n_q + p.n_u), 0) as reminders
        from worker w
        left join part p on p.worker = w.id and p.state = 'claimed'
        where w.dead_at is null or w.dead_at > now() - interval '1 h'
        group by w.id order by (w.dead_at is null) desc, w.seen_at desc, w.id limit 50
        """

    // What belongs to somebody

    /// Runs that are not over. `pause_words`: what Amili said. `pause_count`: how many letters.
    /// `other`: reminders that ended without a letter.
    case openRuns = """
        select u.creditor, u.id, u.state = 'held' as is_held,
            to_char(u.paused_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as paused_at,
            u.pause_words,
            to_char(u.hold_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as hold_until,
            to_char(u.released_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as released_at,
            u.total,
            case when u.state = 'held' then u.queued else coalesce(s.q, 0) end as queued,
            coalesce(s.u, 0) as uncertain, coalesce(s.a, 0) as accepted,
            coalesce(s.other, 0) as other, coalesce(s.stuck, 0) as stuck_parts,
            u.stopped_at is not null as is_stopped, u.pause_cause, u.pause_count
        from run u
        left join lateral (
            select sum(n_q) as q, sum(n_u) as u, sum(n_a) as a,
                sum(n_r + n_s + n_f + n_c + n_m) as other,
                count(*) filter (where state = 'stuck') as stuck
            from part p where p.run = u.id
        ) s on true
        where u.state in ('open', 'held') and u.creditor = any(:creditors::bigint[])
        order by u.id desc limit 50
        """

    /// `closed_for`: seconds; 0: open.
    case gates = """
        select c.id, c.activation, t.paused,
            to_char(t.paused_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as paused_at,
            t.paused_by,
            case when t.closed_until > clock_timestamp()
                then extract(epoch from t.closed_until - clock_timestamp()) else 0 end
                as closed_for,
            to_char(t.closed_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                as closed_until,
            t.closed_cause, coalesce(s.q, 0) as queued, coalesce(s.u, 0) as uncertain
        from creditor c
        join throttle t on t.creditor = c.id
        left join (
            select creditor, sum(n_q) as q, sum(n_u) as u from part where state <> 'done'
            group by creditor
        ) s on s.creditor = c.id
        where c.id = any(:creditors::bigint[]) order by c.name, c.handle
        """

    /// Those that want to be active and are not.
    case activations = """
        select c.id, a.cause from creditor c join activation a on a.creditor = c.id
        where c.id = any(:creditors::bigint[]) and c.activation in ('pending', 'refused')
            and a.cause is not null
        order by c.name, c.handle
        """

    /// Those of each creditor stand in the order in which Amili named them.
    case issues = """
        select creditor, field, message from activation_issue
        where creditor = any(:creditors::bigint[]) order by creditor, position
        """

    /// `claimed_at`: by the last worker.
    case stuck = """
        select creditor, run, first, last, n_q, n_u,
            to_char(claimed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as claimed_at
        from part where state = 'stuck' and creditor = any(:creditors::bigint[])
        order by run, first limit 50
        """

    /// `incident` null: all that are open. `invoice_number`: as written. `cases`: with blanks
    /// between them.
    case incidents = """
        select n.id, n.creditor, coalesce(i.written, r.number) as invoice_number, n.run,
            to_char(n.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, n.kind,
            array_to_string(n.case_ids, ' ') as cases
        from incident n
        left join reminder r on r.creditor = n.creditor and r.run = n.run and r.pos = n.pos
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        where n.closed_at is null and n.creditor = any(:creditors::bigint[])
            and (:incident::bigint is null or n.id = :incident)
        order by n.id limit 50
        """

    /// Counts of what belongs to all the others. `incidents`: open ones.
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
