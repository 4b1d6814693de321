import Database

/// The one question that an idle worker asks, about everything that it looks after.
enum LookStatement: String, Statement {
    static let isPrepared = true

    /// Tells what may be due; each statement that does something looks for itself. It also stores
    /// the clock's time like `ClockStatement.look`, unless the clock was set back: a step is left
    /// to that statement.
    ///
    /// `settle_delay` in seconds. `is_moved`: the database is not where the era has it.
    /// `has_parts`: a part can be claimed. `has_orphans`: a dead worker has parts. `has_stuck`: a
    /// part has been stuck for long enough. `has_sweep`: something is to be swept. `has_turns`: a
    /// turn to ask Amili can be taken. `others`: how many other workers live. `next_in`: the
    /// seconds until a part is due or the gate opens; null: neither.
    case look = """
        with tick as (
            update clock set seen_at = clock_timestamp()
            where seen_at < clock_timestamp() - interval '0.9 s'
        )
        select not exists (select from worker where id = :worker and dead_at is null) as is_dead,
            e.system <> h.system or e.timeline <> h.timeline as is_moved, h.system, h.timeline,
            h.position,
            exists (
                select from part where state = 'ready' and (not stopped or n_u > 0)) as has_parts,
            exists (
                select from part p join worker w on w.id = p.worker
                where p.state = 'claimed' and w.dead_at is not null) as has_orphans,
            exists (
                select from part
                where state = 'stuck' and stuck_until <= clock_timestamp()) as has_stuck,
            exists (select from clock where seen_at > clock_timestamp() + interval '1 s')
                or exists (
                    select from part d
                    join throttle t on t.creditor = d.creditor
                    join run u on u.id = d.run
                    where d.state = 'waiting' and (d.due_at <= now() or d.due_at = 'infinity')
                        and not t.paused and t.closed_until <= now()
                        and (u.paused_at is null or d.n_u > 0))
                or exists (
                    select from part
                    where stopped and (n_q > 0 or manual_open) and state <> 'claimed')
                or exists (
                    select from run
                    where state = 'held' and (hold_until <= now() or stopped_at is not null))
                or exists (
                    select from run
                    where state = 'open' and (
                        select first from part where run = run.id and state <> 'done'
                        order by first desc limit 1) is null)
                or exists (
                    select from throttle
                    where window_opens is not null and letters_until <= clock_timestamp())
                or exists (
                    select from creditor where next_canary_since < clock_timestamp()
                        - make_interval(secs => :settle_delay::double precision)) as has_sweep,
            exists (
                select from poll q join creditor c on c.id = q.creditor
                where (c.canary_number is not null or exists (select from lost_time))
                    and q.held_until <= clock_timestamp()
                    and least(q.changes_due_at, q.whole_due_at) <= clock_timestamp())
                or exists (
                    select from activation q join creditor c on c.id = q.creditor
                    where c.activation = 'pending'
                        and q.held_until <= clock_timestamp()
                        and q.due_at <= clock_timestamp()) as has_turns,
            (select count(*) from worker where id <> :worker and dead_at is null) as others,
            extract(epoch from least(
                (select min(due_at) from part
                    where state = 'waiting' and due_at > now() and due_at < 'infinity'),
                (select closed_until from throttle where scope = 'amili'
                    and closed_until > now() and closed_until < 'infinity')
            ) - clock_timestamp()) as next_in,
            set_config('synchronous_commit', 'off', true)
        from era e, lateral (
            select s.system_identifier::text || '.' || e.tableoid::text as system,
                ('x' || substr(pg_walfile_name(w.lsn), 1, 8))::bit(32)::bigint as timeline,
                pg_wal_lsn_diff(w.lsn, '0/0')::bigint as position
            from pg_control_system() s, (select pg_current_wal_lsn() as lsn) w
        ) h
        """
}
