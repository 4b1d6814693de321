import Database

/// SQL of the figures that a status server tells of the fleet.
enum FleetStatement: String, Statement {
    /// Reads the fleet's figures. Each row has all of them, and one cause of closed gates with the
    /// number of gates; `cause` null: none is closed. Sums are over open parts, so that the time
    /// does not grow with the runs that are over. `offset 0`: a run is looked up for each open
    /// part; else the plan may read all runs there ever were.
    ///
    /// `due_seconds`: how long the first part whose turn it is has waited; parts of a creditor with
    /// a rate of its own wait by a decision, and do not count. `doubt_seconds`: how long the first
    /// reminder has been in doubt, of a thousand parts at most. `dead`: workers that are silent, or
    /// have died within the hour with a part in hand. `used_rate`: reminders that ended, a second,
    /// by the samples that consoles took in the last minute; null: there are none. `poll_seconds`:
    /// how long nothing was heard about open cases.
    case figures = """
        with open_parts as materialized (
            select coalesce(sum(p.n_q), 0) as queued, coalesce(sum(p.n_u), 0) as uncertain,
                extract(epoch from clock_timestamp() - min(case
                    when t.paused or t.closed_until > now() or t.rate < 'Infinity'
                        or (p.n_u = 0 and (p.stopped or u.stopped_at is not null
                            or u.paused_at is not null)) then null
                    when p.state = 'ready' then greatest(p.claimed_at, u.released_at)
                    when p.state = 'waiting' and p.due_at <= now() then p.due_at end))
                    as due_seconds
            from part p
            cross join lateral (
                select released_at, stopped_at, paused_at from run where id = p.run offset 0
            ) u
            join throttle t on t.creditor = p.creditor
            where p.state <> 'done'
        ), doubts as materialized (
            select extract(epoch from clock_timestamp() - min(d.since)) as doubt_seconds
            from {doubtBeginnings}
        ), gates as materialized (
            select case when paused then 'paused' else coalesce(closed_cause, 'unknown') end
                as cause, count(*) as gates
            from throttle
            where scope <> 'polls' and (paused or closed_until > clock_timestamp())
            group by 1
        ), fleet as materialized (
            select count(*) filter (where w.is_beating) as alive,
                count(*) filter (where not w.is_beating and (w.dead_at is null or exists (
                    select from part p where p.worker = w.id and p.state = 'claimed'))) as dead
            from (
                select id, dead_at, dead_at is null
                    and seen_at > clock_timestamp() - lease - interval '2 s' as is_beating
                from worker
                where dead_at is null or dead_at > now() - interval '1 h'
            ) w
        ), used as materialized (
            select (max(settled) - min(settled))
                / nullif(extract(epoch from max(slot) - min(slot)), 0) as used_rate
            from console_sample where slot > now() - interval '70 s'
        ), polls as materialized (
            select extract(epoch from clock_timestamp()
                - min(coalesce(p.confirmed_at, c.created_at))) as poll_seconds
            from poll p join creditor c on c.id = p.creditor
            where c.canary_number is not null and p.open_cases is distinct from 0
        )
        select o.queued, o.uncertain, o.due_seconds, d.doubt_seconds, g.cause, g.gates, f.alive,
            f.dead, a.rate, s.used_rate, p.poll_seconds,
            (select count(*) from run where state = 'held' and hold_until <= now()
                and stopped_at is null) as held,
            (select count(*) from incident where closed_at is null) as incidents
        from open_parts o
        cross join doubts d
        cross join fleet f
        cross join used s
        cross join polls p
        join throttle a on a.scope = 'amili'
        left join gates g on true
        order by g.cause
        """

    /// Tells whether this program can work with the database, and how the gate of all Amili is, in
    /// one row. `known`: the numbers of the program's migrations. `is_older`: one of them has not
    /// run. `is_newer`: one has run that the program cannot work with. `closed_for`: seconds until
    /// the gate opens; 0: it is not closed.
    case footing = """
        select exists (
                select from unnest(:known::integer[]) k(number)
                where not exists (select from schema_migration m where m.number = k.number)
            ) as is_older,
            exists (
                select from schema_migration where breaking and number <> all(:known::integer[])
            ) as is_newer,
            a.paused,
            case when a.closed_until > clock_timestamp()
                then extract(epoch from a.closed_until - clock_timestamp()) else 0 end
                as closed_for,
            a.closed_cause
        from throttle a where a.scope = 'amili'
        """
}
