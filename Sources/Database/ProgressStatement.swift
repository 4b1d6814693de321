/// Whether what is due goes on.
enum ProgressStatement: String, Statement {
    /// `creditor` null: all. `run` null: all. One row. `alive` and `silent` count workers;
    /// `alive_for` is how many seconds the first of those alive has lived. `parts` are due, `runs`
    /// are held and overdue; nothing has been done since `quiet_since`. Each `…_since` has the
    /// seconds that have passed since in `…_seconds`.
    ///
    /// Due is what a worker may take up now: not what a human or a gate holds back, nor what waits
    /// for its time. A part whose gate opens is due since then. As long as the fleet's next slot
    /// lies ahead, everything waits for the rate.
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
                u.released_at, u.resumed_at, t.closed_until, t.opened_at, a.closed_until,
                a.opened_at)) as since
            from part p
            join run u on u.id = p.run
            join throttle t on t.creditor = p.creditor
            join throttle a on a.scope = 'amili'
            where p.state <> 'done' and (:run::bigint is null or p.run = :run)
                and (:creditor::bigint is null or p.creditor = :creditor)
                and (p.state in ('ready', 'claimed') or p.state = 'waiting'
                    and (p.due_at <= now() or p.due_at = 'infinity'))
                and not t.paused and t.closed_until <= now()
                and not a.paused and a.closed_until <= now()
                and not (p.n_u = 0 and (p.stopped or u.stopped_at is not null
                    or u.paused_at is not null))
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
            to_char(silent_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as silent_since,
            extract(epoch from clock_timestamp() - silent_since) as silent_seconds,
            parts, runs,
            to_char(overdue_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                as overdue_since,
            extract(epoch from clock_timestamp() - overdue_since) as overdue_seconds,
            to_char(due at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as due_since,
            extract(epoch from clock_timestamp() - due) as due_seconds,
            to_char(quiet at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as quiet_since,
            extract(epoch from clock_timestamp() - quiet) as quiet_seconds
        from facts
        """
}
