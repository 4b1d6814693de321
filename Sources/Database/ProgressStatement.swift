/// Whether what is due goes on.
enum ProgressStatement: String, Statement {
    /// $1 creditor (null: all), $2 run (null: all). Row: (workers alive, seconds that the first of
    /// them has lived, silent ones, since, seconds; parts due, held runs overdue, since, seconds;
    /// due since, seconds; nothing done since, seconds).
    ///
    /// Due is what a worker may take up now: not what a human or a gate holds back, nor what waits
    /// for its time. A part whose gate opens waits since then. As long as the fleet's next slot
    /// lies ahead the rate is what is waited for.
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
            where p.state <> 'done' and ($2::bigint is null or p.run = $2)
                and ($1::bigint is null or p.creditor = $1)
                and (p.state in ('ready', 'claimed') or p.state = 'waiting'
                    and (p.due_at <= now() or p.due_at = 'infinity'))
                and not t.paused and t.closed_until <= now()
                and not a.paused and a.closed_until <= now()
                and not (p.n_u = 0 and (p.stopped or u.stopped_at is not null
                    or u.paused_at is not null))
        ), held as materialized (
            select count(*) as runs, min(hold_until) as since from run
            where state = 'held' and hold_until <= now() and stopped_at is null
                and ($1::bigint is null or creditor = $1) and ($2::bigint is null or id = $2)
        ), facts as (
            select f.*, p.parts, h.runs, h.since as overdue_since,
                least(p.since, h.since) as due,
                case when least(p.since, h.since) is not null
                    then greatest(least(p.since, h.since), f.acted_at, a.tat) end as quiet
            from fleet f, parts p, held h, throttle a where a.scope = 'amili'
        )
        select alive, coalesce(alive_for, 0), silent,
            to_char(silent_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            extract(epoch from clock_timestamp() - silent_since),
            parts, runs,
            to_char(overdue_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            extract(epoch from clock_timestamp() - overdue_since),
            to_char(due at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            extract(epoch from clock_timestamp() - due),
            to_char(quiet at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            extract(epoch from clock_timestamp() - quiet)
        from facts
        """
}
