import Database

/// Gives slots, closes gates and pauses runs. Lock order: throttle, run, part.
enum GateStatement: String, Statement {
    static let isPrepared = true

    /// Gives slots by the generic cell rate algorithm (GCRA) in two scopes, the creditor's first
    /// and then Amili's. The calls leave at the later time and the slower rate of the two. Returns
    /// no row if there is no slot; `whyNoSlot` tells why. A creditor's slots are taken only if
    /// Amili seems to have some, so that a creditor with a rate of its own wastes few of them.
    ///
    /// `to_send` false: the slots are for a look-up. `rate_share`: the share of the rate that is
    /// used. `ahead`: how far ahead a slot may be, in seconds. It is less than one, so that no call
    /// leaves more than a second after its gate was open. A creditor's own rate is counted from
    /// Amili's next slot (`front`), where its calls would leave: from now on, calls that Amili's
    /// slots put off would leave together with later ones. A creditor's slots may be a quarter of
    /// `ahead` behind that, because its calls leave later than Amili's slots say, and must not move
    /// far into another second. `first_in`, `spacing` and `fleet_spacing` (between slots of Amili's
    /// alone) are in seconds. `is_first_sending`: this claim has not sent before.
    ///
    /// The clock is read once in each scope, after any wait for its row. The whole fleet waits in
    /// turn for these rows, so the commit does not wait for the disk: a server that crashes is away
    /// for longer than the second that it may forget.
    case reserve = """
        with narrow as (
            update throttle t set (granted, tat) = (
                select n, greatest(t.tat, front) + make_interval(
                    secs => n / (t.rate * :rate_share::double precision))
                from (
                    select front, least(:wanted::double precision, ceil(t.rate * :rate_share
                        * extract(epoch from least(
                            front + make_interval(secs => :ahead::double precision / 4),
                            clock_timestamp() + make_interval(secs => :ahead))
                            - greatest(t.tat, front)))) as n
                    from (
                        select case when t.rate < 'Infinity'
                            then greatest(a.tat, clock_timestamp())
                            else clock_timestamp() end as front
                    ) next
                ) grant_of)
            from throttle a
            where t.creditor = :creditor and not t.paused and t.closed_until <= clock_timestamp()
                and t.tat < least(clock_timestamp() + make_interval(secs => :ahead),
                    greatest(clock_timestamp(), case when t.rate < 'Infinity' then a.tat end)
                        + make_interval(secs => :ahead::double precision / 4))
                and a.scope = 'amili' and not a.paused and a.closed_until <= clock_timestamp()
                and a.tat < clock_timestamp() + make_interval(secs => :ahead)
                and exists (
                    select from part p
                    join worker w on w.id = p.worker
                    join run u on u.id = p.run
                    where p.run = :run and p.first = :first
                        and p.worker = :worker and p.attempt = :attempt
                        and p.state = 'claimed' and w.dead_at is null
                        and not (:to_send::boolean
                            and (p.stopped or u.stopped_at is not null
                                or u.paused_at is not null or not {isWindowOpen})))
            returning t.granted, t.rate,
                t.tat - make_interval(secs => t.granted / (t.rate * :rate_share)) as first_slot
        )
        update throttle t set (granted, tat) = (
            select n, greatest(t.tat, now) + make_interval(secs => n / (t.rate * :rate_share))
            from (
                select now, least(c.granted, ceil(t.rate * :rate_share * extract(
                    epoch from now + make_interval(secs => :ahead) - greatest(t.tat, now)))) as n
                from (select clock_timestamp() as now) clock
            ) grant_of)
        from narrow c
        where t.scope = 'amili' and not t.paused and t.closed_until <= clock_timestamp()
            and t.tat < clock_timestamp() + make_interval(secs => :ahead)
        returning t.granted::integer as granted,
            greatest(extract(epoch from greatest(c.first_slot,
                t.tat - make_interval(secs => t.granted / (t.rate * :rate_share)))
                - clock_timestamp()), 0) as first_in,
            greatest(1 / (t.rate * :rate_share), 1 / (c.rate * :rate_share)) as spacing,
            1 / (t.rate * :rate_share) as fleet_spacing,
            (select sent_attempt is distinct from attempt from part
                where run = :run and first = :first) as is_first_sending,
            set_config('synchronous_commit', 'off', true)
        """

    /// The reason is the first of the columns that is true. `to_send` and `ahead` are those of
    /// `reserve`. `is_amili_paused`: a human has closed the gate of all Amili. `amili_closed_for`:
    /// the seconds for which the program has closed it. `is_closed`: the creditor's gate or send
    /// window is closed, or the run is paused. `free_in`: the seconds until the next slot.
    case whyNoSlot = """
        select
            not exists (select from worker where id = :worker and dead_at is null) as is_dead,
            not exists (
                select from part
                where run = :run and first = :first and worker = :worker and attempt = :attempt
                    and state = 'claimed') as is_claim_lost,
            :to_send::boolean and exists (
                select from part p join run u on u.id = p.run
                where p.run = :run and p.first = :first
                    and (p.stopped or u.stopped_at is not null)) as is_stopped,
            a.paused as is_amili_paused,
            case when a.closed_until > clock_timestamp()
                then extract(epoch from least(a.closed_until, clock_timestamp()
                    + interval '1 day') - clock_timestamp()) else 0 end as amili_closed_for,
            t.paused or t.closed_until > clock_timestamp()
                or (:to_send::boolean and (not {isWindowOpen} or exists (
                    select from run where id = :run and paused_at is not null))) as is_closed,
            greatest(extract(epoch from greatest(a.tat, clock_timestamp()) - clock_timestamp())
                    - :ahead::double precision + 0.01,
                extract(epoch from greatest(t.tat, clock_timestamp())
                    - greatest(clock_timestamp(), case when t.rate < 'Infinity' then a.tat end))
                    - :ahead::double precision / 4 + 0.01,
                0.001) as free_in
        from throttle a, throttle t
        where a.scope = 'amili' and t.creditor = :creditor
        """

    /// Closes a gate, and takes back slots that were given ahead. If it is closed for longer
    /// already, that cause and those words stay. `words`: what Amili said; null: nothing.
    case closeGate = """
        update throttle t set
            closed_until = greatest(closed_until, c.until),
            closed_words = case when closed_until > c.until then closed_words else :words end,
            closed_cause = case when closed_until > c.until then closed_cause else :cause end,
            tat = least(tat, clock_timestamp())
        from (
            select clock_timestamp() + make_interval(secs => :seconds::double precision) as until) c
        where scope = :scope
        """

    /// `count`: how many letters running. `words`: what Amili said.
    case pauseRun = """
        update run set
            paused_at = clock_timestamp(), pause_cause = :cause, pause_count = :count,
            pause_words = :words
        where id = :run and paused_at is null
        """

    /// Parks the run's ready parts until it goes on, except for those with something in doubt.
    case parkRun = """
        with l as materialized (
            select run, first from part where run = :run and state = 'ready' and n_u = 0
            order by run, first for no key update)
        update part p set state = 'waiting', due_at = 'infinity'
        from l where p.run = l.run and p.first = l.first
        """
}
