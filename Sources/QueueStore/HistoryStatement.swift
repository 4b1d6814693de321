import Database

/// A database that went back in time: where it stands now, and what it has forgotten.
enum HistoryStatement: String, Statement {
    static let isPrepared = true

    /// $1 seconds.
    case standStill = """
        update throttle set stands_until = greatest(stands_until,
            clock_timestamp() + make_interval(secs => $1::double precision))
        where scope = 'amili'
        """

    /// From here on this is where the database stands.
    case noteEra = """
        update era e set
            system = s.system_identifier::text || '.' || e.tableoid::text,
            timeline = ('x' || substr(
                pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint
        from pg_control_system() s
        """

    /// $1 settle delay in seconds, $2 Amili's clock now, or null. What the database remembers of
    /// Amili's clock is from before the moment it went back to, but for what was written between
    /// that moment and now: a claim finds out within seconds, and a minute is taken for it. If the
    /// database never heard of Amili's clock, no letter that it knows of has gone: what is lost
    /// begins before its first run, which goes by our own clock.
    /// One stretch at a time: a second step back before the first is over is part of it.
    case openLostTime = """
        insert into lost_time (since, closes_after, amili_closes_after)
        select coalesce(
                greatest((select max(asked_at) from part), (select max(watermark) from poll))
                    - interval '1 min',
                (select min(created_at) - interval '10 min' from run), clock_timestamp()),
            clock_timestamp() + make_interval(secs => $1::double precision),
            to_timestamp($2::double precision) + make_interval(secs => $1)
        on conflict ((until is null)) where until is null
            do update set closes_after = greatest(lost_time.closes_after, excluded.closes_after),
                amili_closes_after = greatest(
                    lost_time.amili_closes_after, excluded.amili_closes_after)
        """

    /// $1 Amili's clock, when it was asked by a claim that knew of the loss, after the fleet had
    /// stood still: no letter from before takes effect later.
    case closeLostTime = """
        update lost_time set until = greatest(since, to_timestamp($1::double precision))
        where until is null and closes_after <= clock_timestamp()
            and coalesce(amili_closes_after <= to_timestamp($1), true)
        """

    /// $1 Amili's clock at the first page of what a creditor's cases have become, $2 creditor,
    /// $3 turn. The same, if it was asked after the fleet had stood still.
    case closeLostTimeByPoll = """
        update lost_time l set until = greatest(l.since, to_timestamp($1::double precision))
        from poll p
        where l.until is null and l.closes_after <= clock_timestamp()
            and coalesce(l.amili_closes_after <= to_timestamp($1), true)
            and p.creditor = $2 and p.turn = $3
            and p.changes_taken_at between l.closes_after and clock_timestamp()
        """

    /// Rows: (since, until), seconds since 1970 by Amili's clock.
    case lostTimes = """
        select floor(extract(epoch from since))::bigint, ceil(extract(epoch from until))::bigint
        from lost_time order by id
        """

    /// Amili's cases are read anew from before what is lost, as soon as all may go on. Whoever has
    /// the turn has lost it: it would write down that it has read further.
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

    /// $1 run, $2 first, $3 worker, $4 attempt, $5 Amili's clock, $6 settle delay. Its commit need
    /// not wait for the disk: a server that crashes is away for long, and without this the clocks'
    /// difference decides.
    case noteLookUp = """
        update part set asked_at = to_timestamp($5::double precision), asked_attempt = attempt,
            amili_doubt_until = case when n_u > 0 then coalesce(amili_doubt_until,
                to_timestamp($5) + make_interval(secs => $6::double precision))
                else amili_doubt_until end
        where run = $1 and first = $2 and worker = $3 and attempt = $4 and state = 'claimed'
        returning set_config('synchronous_commit', 'off', true)
        """

    /// $1 creditor, $2 numbers, $3 cases: made in lost time. Rows: (case, run, first, last,
    /// position, state, when the run was made), the reminder each is taken for: the one that has
    /// the invoice's permit, else the latest. None if it has a case already, or was made by hand.
    ///
    /// As in `freePermits`: a table without statistics must not be read whole for a hundred keys.
    case forgottenBy = """
        select s.case_id, r.run, p.first, p.last, r.pos, r.state::text,
            (extract(epoch from u.created_at) * 1000000)::bigint
        from unnest($2::text[], $3::text[]) s(number, case_id)
        cross join lateral (
            select r.run, r.pos, r.state, r.case_id from reminder r
            left join permit h on h.creditor = r.creditor and h.number = r.number
                and h.run = r.run and h.pos = r.pos
            where r.creditor = $1 and r.number = s.number
            order by h.run is null, r.run desc, r.pos limit 1
        ) r
        join part p on p.run = r.run and p.first = (r.pos - 1) / 99 * 99 + 1
        join run u on u.id = r.run
        where r.state not in ('a', 'm')
            and not exists (
                select from reminder a
                where a.creditor = $1 and a.number = s.number and a.case_id = s.case_id)
        order by r.run, p.first, r.pos
        """

    /// $1 creditor, $2 run, $3 position, $4 case, $5 reason. A later proof, like an outcome of a
    /// lost lease: whatever the reminder is by now.
    case adopt = """
        update reminder set
            state = 'a', reason = $5::smallint, case_id = $4, changed_at = now(),
            confirmed_at = now()
        where creditor = $1 and run = $2 and pos = $3 and state not in ('a', 'm')
        returning number
        """

    /// $1 creditor, $2 run, $3 first, $4 position, $5 from, $6 why.
    case noteAdoption = """
        insert into evidence (creditor, run, first, pos, kind, from_state, to_state, why)
        values ($1, $2, $3, $4, 'state', $5::"char", 'a', $6)
        """
}
