import Database

/// Slots and gates: who may send or ask now, and what stops it. Lock order: throttle, run, part.
enum GateStatement: String, Statement {
    static let isPrepared = true

    /// $1 wanted, $2 creditor, $3 run, $4 first, $5 worker, $6 attempt, $7 to send (or to look up),
    /// $8 the share of the rate that is used, $9 how far ahead at most, in seconds: less than one,
    /// so that no call leaves more than a second after its gate was open.
    /// GCRA in two scopes, the narrow one first; the calls leave at the later, slower of the two.
    /// Row: (granted, seconds until the first, seconds between, is it the first time that this
    /// claim sends). The clock is read once a scope, and after any wait for its row. The whole
    /// fleet waits in turn for these rows, so the commit does not wait for the disk: a server that
    /// crashes is away for longer than the second that it may forget.
    case reserve = """
        with narrow as (
            update throttle t set (granted, tat) = (
                select n, greatest(t.tat, now) + make_interval(
                    secs => n / (t.rate * $8::double precision))
                from (
                    select now, least($1::double precision, ceil(t.rate * $8 * extract(
                        epoch from now + make_interval(secs => $9::double precision) - greatest(t.tat, now)))) as n
                    from (select clock_timestamp() as now) clock
                ) grant_of)
            where t.creditor = $2 and not t.paused and t.closed_until <= clock_timestamp()
                and t.tat < clock_timestamp() + make_interval(secs => $9)
                and exists (
                    select from part p
                    join worker w on w.id = p.worker
                    join run u on u.id = p.run
                    where p.run = $3 and p.first = $4 and p.worker = $5 and p.attempt = $6
                        and p.state = 'claimed' and w.dead_at is null
                        and not ($7::boolean
                            and (p.stopped or u.stopped_at is not null
                                or u.paused_at is not null)))
            returning t.granted, t.rate,
                t.tat - make_interval(secs => t.granted / (t.rate * $8)) as first_slot
        )
        update throttle t set (granted, tat) = (
            select n, greatest(t.tat, now) + make_interval(secs => n / (t.rate * $8))
            from (
                select now, least(c.granted, ceil(t.rate * $8 * extract(
                    epoch from now + make_interval(secs => $9) - greatest(t.tat, now)))) as n
                from (select clock_timestamp() as now) clock
            ) grant_of)
        from narrow c
        where t.scope = 'amili' and not t.paused and t.closed_until <= clock_timestamp()
            and t.tat < clock_timestamp() + make_interval(secs => $9)
        returning t.granted::integer,
            greatest(extract(epoch from greatest(c.first_slot,
                t.tat - make_interval(secs => t.granted / (t.rate * $8)))
                - clock_timestamp()), 0),
            greatest(1 / (t.rate * $8), 1 / (c.rate * $8)),
            (select sent_attempt is distinct from attempt from part where run = $3 and first = $4),
            set_config('synchronous_commit', 'off', true)
        """

    /// $1 creditor, $2 run, $3 first, $4 worker, $5 attempt, $6 to send, $7 how far ahead at most.
    /// Row: (worker dead, claim lost, stopped, all closed by a human, all closed for seconds,
    /// creditor or run closed, seconds until the next slot).
    case whyNoSlot = """
        select
            not exists (select from worker where id = $4 and dead_at is null),
            not exists (
                select from part where run = $2 and first = $3 and worker = $4 and attempt = $5
                    and state = 'claimed'),
            $6::boolean and exists (
                select from part p join run u on u.id = p.run
                where p.run = $2 and p.first = $3
                    and (p.stopped or u.stopped_at is not null)),
            a.paused,
            case when a.closed_until > clock_timestamp()
                then extract(epoch from least(a.closed_until, clock_timestamp()
                    + interval '1 day') - clock_timestamp()) else 0 end,
            c.paused or c.closed_until > clock_timestamp()
                or ($6::boolean and exists (
                    select from run where id = $2 and paused_at is not null)),
            greatest(extract(epoch from greatest(a.tat, c.tat, clock_timestamp())
                - clock_timestamp()) - $7::double precision + 0.01, 0.001)
        from throttle a, throttle c
        where a.scope = 'amili' and c.creditor = $1
        """

    /// $1 scope, $2 seconds, $3 reason, $4 cause. What closes it for longer is why it is closed.
    case closeGate = """
        update throttle t set
            closed_until = greatest(closed_until, c.until),
            closed_reason = case when closed_until > c.until then closed_reason else $3 end,
            closed_cause = case when closed_until > c.until then closed_cause else $4 end,
            tat = least(tat, clock_timestamp())
        from (
            select clock_timestamp() + make_interval(secs => $2::double precision) as until) c
        where scope = $1
        """

    /// $1 run, $2 cause, $3 how many letters, $4 what Amili said.
    case pauseRun = """
        update run set
            paused_at = clock_timestamp(), pause_cause = $2, pause_count = $3, pause_words = $4
        where id = $1 and paused_at is null
        """

    /// $1 run: its ready parts wait until it goes on, but for those with something in doubt.
    case parkRun = """
        with l as materialized (
            select run, first from part where run = $1 and state = 'ready' and n_u = 0
            order by run, first for no key update)
        update part p set state = 'waiting', due_at = 'infinity'
        from l where p.run = l.run and p.first = l.first
        """
}
