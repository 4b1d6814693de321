/// SQL of `WorkProgress`.
enum ProgressStatement: String, Statement {
    /// Tells whether due work is being done, in one row. `creditor` and `run` null: all. `alive`
    /// and `silent` count workers; `alive_for`: seconds since the start of the oldest living one.
    /// `parts`: how many are due. `runs`: how many are held beyond their time. `quiet_since`: when
    /// something was last done although work was due. `…_seconds` is the age of each `…_since`.
    ///
    /// Work is due if a worker may take it up now: neither a human nor a gate holds it back, and
    /// its time has come. A part becomes due when its gate opens. While the fleet's next slot lies
    /// ahead, everything waits for the rate, which is no standstill; so do the parts of a creditor
    /// with a rate of its own while that one's next slot lies ahead. `offset 0`: a run is looked up
    /// for each open part; else the plan may read all runs there ever were.
    case progress = """
        with fleet as materialized (
            select count(*) filter (where is_alive) as alive,
                extract(epoch from clock_timestamp() - min(started_at) filter (where is_alive))
                    as alive_for,
                count(*) filter (where dead_at is null and not is_alive) as silent,
                min(seen_at) filter (where dead_at is null and not is_alive) as silent_since,
                max(coalesce(acted_at, case when is_alive then seen_at end)) as acted_at
            from (
                select *, dead_at is null
                    and seen_at > clock_timestamp() - lease - interval '2 s' as is_alive
                from worker
                where dead_at is null or dead_at > now() - interval '1 h'
            ) w
        ), parts as materialized (
            select count(*) as parts, min(greatest(
                case when p.state = 'waiting' and isfinite(p.due_at)
                    then p.due_at else p.claimed_at end,
                u.released_at, u.resumed_at, t.closed_until, t.opened_at, t.letters_from,
                a.closed_until, a.opened_at, case when t.rate < 'Infinity' then t.tat end)) as since
            from part p
            cross join lateral (
                select released_at, resumed_at, stopped_at, paused_at from run
                where id = p.run offset 0
            ) u
            join throttle t on t.creditor = p.creditor
            join throttle a on a.scope = 'amili'
            where p.state <> 'done' and (:run::bigint is null or p.run = :run)
                and (:creditor::bigint is null or p.creditor = :creditor)
                and (p.state in ('ready', 'claimed') or p.state = 'waiting'
                    and (p.due_at <= now() or p.due_at = 'infinity'))
                and not t.paused and t.closed_until <= now()
                and not a.paused and a.closed_until <= now()
                and not (p.n_u = 0 and (p.stopped or u.stopped_at is not null
                    or u.paused_at is not null or not {isWindowOpen}))
        ), held as materialized (
            select count(*) as runs, min(hold_until) as since from run
            where state = 'held' and hold_until <= now() and stopped_at is null
                and (:creditor::bigint is null or creditor = :creditor)
                and (:run::bigint is null or id = :run)
        ), facts as (
            select f.*, p.parts, h.runs, h.since as overdue_since,
                least(p.since, h.since) as due,
                case when least(p.since, h.since) is not null
                    then greatest(least(p.since, h.since), f.acted_at, a.tat) end as quiet
            from fleet f, parts p, held h, throttle a where a.scope = 'amili'
        )
        select alive, coalesce(alive_for, 0) as alive_for, silent,
            extract(epoch from silent_since) as silent_since,
            extract(epoch from clock_timestamp() - silent_since) as silent_seconds,
            parts, runs,
            extract(epoch from overdue_since)
                as overdue_since,
            extract(epoch from clock_timestamp() - overdue_since) as overdue_seconds,
            extract(epoch from due) as due_since,
            extract(epoch from clock_timestamp() - due) as due_seconds,
            extract(epoch from quiet) as quiet_since,
            extract(epoch from clock_timestamp() - quiet) as quiet_seconds
        from facts
        """
}
