import Database

/// Notes that a database went back in time: where it stands now, and what it has forgotten.
enum HistoryStatement: String, Statement {
    static let isPrepared = true

    /// Makes the fleet stand still for `seconds`, or for longer if it does so already.
    case standStill = """
        update throttle set stands_until = greatest(stands_until,
            clock_timestamp() + make_interval(secs => :seconds::double precision))
        where scope = 'amili'
        """

    /// Notes where the database stands now: its system identifier with the table's own number, and
    /// its timeline.
    case noteEra = """
        update era e set
            system = s.system_identifier::text || '.' || e.tableoid::text,
            timeline = ('x' || substr(
                pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint
        from pg_control_system() s
        """

    /// Opens a lost time. It begins with the last time of Amili's that the database remembers,
    /// which is from before the moment it went back to, unless it was written between that moment
    /// and now. A claim finds out within seconds, so that a minute is taken off. If the database
    /// never heard of Amili's clock, no letter that it knows of has gone: the lost time then begins
    /// before its first run, by our own clock. There is one open lost time at most; a second step
    /// back before the first is over is part of it, and the earlier beginning counts.
    ///
    /// `settle_delay` in seconds. `amili_now`: Amili's clock; null: nobody has asked it. `since`,
    /// seconds since 1970: the moment it went back to, if somebody knows; a minute is taken off.
    case openLostTime = """
        insert into lost_time (since, closes_after, amili_closes_after)
        select coalesce(
                to_timestamp(:since::double precision) - interval '1 min',
                greatest((select max(asked_at) from part), (select max(watermark) from poll))
                    - interval '1 min',
                (select min(created_at) - interval '10 min' from run), clock_timestamp()),
            clock_timestamp() + make_interval(secs => :settle_delay::double precision),
            to_timestamp(:amili_now::double precision) + make_interval(secs => :settle_delay)
        on conflict ((until is null)) where until is null
            do update set since = least(lost_time.since, excluded.since),
                closes_after = greatest(lost_time.closes_after, excluded.closes_after),
                amili_closes_after = greatest(
                    lost_time.amili_closes_after, excluded.amili_closes_after)
        """

    /// Ends the open lost time. `amili_now`: Amili's clock, when it was asked by a claim that knew
    /// of the loss. That was after the fleet had stood still, so that no letter from before takes
    /// effect later.
    case closeLostTime = """
        update lost_time set until = greatest(since, to_timestamp(:amili_now::double precision))
        where until is null and closes_after <= clock_timestamp()
            and coalesce(amili_closes_after <= to_timestamp(:amili_now), true)
        """

    /// Ends the open lost time by a poll that began after the fleet had stood still. `up_to`:
    /// Amili's clock at the first page of the changes of a creditor's cases.
    case closeLostTimeByPoll = """
        update lost_time l set until = greatest(l.since, to_timestamp(:up_to::double precision))
        from poll p
        where l.until is null and l.closes_after <= clock_timestamp()
            and coalesce(l.amili_closes_after <= to_timestamp(:up_to), true)
            and p.creditor = :creditor and p.turn = :turn
            and p.changes_taken_at between l.closes_after and clock_timestamp()
        """

    /// Returns seconds since 1970 by Amili's clock; `until` null: it is not over.
    case lostTimes = """
        select floor(extract(epoch from since))::bigint as since,
            ceil(extract(epoch from until))::bigint as until
        from lost_time order by id
        """

    /// Makes workers read Amili's cases anew from before what is lost, as soon as all may go on. It
    /// voids the turns that they have now, in which they would write down that they have read
    /// further.
    case pollSoon = """
        with l as materialized (
            select creditor from poll order by creditor for no key update)
        update poll p set
            turn = p.turn + 1, held_until = '-infinity', changes_page = 1, changes_began = null,
            watermark = least(p.watermark, lost.since),
            changes_due_at = least(p.changes_due_at, clock_timestamp())
        from l, (select min(since) as since from lost_time where until is null) lost
        where p.creditor = l.creditor
        """

    /// Notes when Amili was asked. The commit need not wait for the disk: a server that crashes is
    /// away for long, and without this the clocks' difference decides. `settle_delay` in seconds.
    case noteLookUp = """
        update part set
            asked_at = to_timestamp(:amili_now::double precision), asked_attempt = attempt,
            amili_doubt_until = case when n_u > 0 then coalesce(amili_doubt_until,
                to_timestamp(:amili_now) + make_interval(secs => :settle_delay::double precision))
                else amili_doubt_until end
        where run = :run and first = :first and worker = :worker and attempt = :attempt
            and state = 'claimed'
        returning set_config('synchronous_commit', 'off', true)
        """

    /// Finds the reminder for which each of the `cases` is taken, which were made in lost time. It
    /// is the one that holds the invoice's permit, else the latest. There is no row if that
    /// reminder is accepted or made by hand, or if a reminder has the case already, or had it when
    /// it was pruned. `born`: when the run was made, in microseconds since 1970.
    ///
    /// As in `freePermits`: a table without statistics must not be read whole for a hundred keys.
    case forgottenBy = """
        select s.case_id, r.run, p.first, p.last, r.pos, r.state::text as state,
            (extract(epoch from u.created_at) * 1000000)::bigint as born
        from unnest(:numbers::text[], :cases::text[]) s(number, case_id)
        cross join lateral (
            select r.run, r.pos, r.state, r.case_id from reminder r
            left join permit h on h.creditor = r.creditor and h.number = r.number
                and h.run = r.run and h.pos = r.pos
            where r.creditor = :creditor and r.number = s.number
            order by h.run is null, r.run desc, r.pos limit 1
        ) r
        join part p on p.run = r.run and p.first = (r.pos - 1) / {partSize} * {partSize} + 1
        join run u on u.id = r.run
        where r.state not in ('a', 'm')
            and not exists (
                select from reminder a
                where a.creditor = :creditor and a.number = s.number and a.case_id = s.case_id)
            and not exists (
                select from permit h
                where h.creditor = :creditor and h.number = s.number and h.case_id = s.case_id)
        order by r.run, p.first, r.pos
        """

    /// Accepts a reminder by a later proof, which counts like an outcome of a lost lease: whatever
    /// the reminder is by now, unless it is accepted or made by hand. Returns no row for those.
    case adopt = """
        update reminder set
            state = 'a', reason = :reason::smallint, case_id = :case_id, changed_at = now(),
            confirmed_at = now()
        where creditor = :creditor and run = :run and pos = :pos and state not in ('a', 'm')
        returning number
        """

    case noteAdoption = """
        insert into evidence (creditor, run, first, pos, kind, from_state, to_state, why)
        values (:creditor, :run, :first, :pos, 'state', :from_state::"char", 'a', :why)
        """
}
