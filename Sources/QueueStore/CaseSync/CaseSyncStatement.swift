import Database

/// What the workers ask Amili about after the letter: turns, slots, and what came of them. Lock
/// order: creditor, poll, activation, reminder.
enum CaseSyncStatement: String, Statement {
    /// $1 seconds for which the turn is held, and two calls longer: it may wait for its slot behind
    /// a letter. $2 seconds: no turn is given while the next slot of all polls is further away, so
    /// that who has waited longest gets it. A creditor whose case nobody knows of has nothing to be
    /// asked about, unless the database has forgotten something. What has changed comes before the
    /// whole: the one takes a moment.
    /// Row: (creditor, handle, account, amili creditor, turn, changes, since, page, began, read).
    case takePollTurn = """
        update poll p set
            turn = p.turn + 1,
            held_until = clock_timestamp() + make_interval(secs => $1::double precision
                + 2 / (select rate from throttle where scope = 'amili')),
            changes_taken_at = case when d.changes and p.changes_page = 1
                then clock_timestamp() else p.changes_taken_at end,
            whole_taken_at = case when not d.changes and p.whole_page = 1
                then clock_timestamp() else p.whole_taken_at end
        from (
            select q.creditor, q.changes_due_at <= clock_timestamp() as changes
            from poll q
            join creditor c on c.id = q.creditor
            join throttle t on t.creditor = q.creditor
            where (c.canary_number is not null or exists (select from lost_time))
                and q.held_until <= clock_timestamp()
                and least(q.changes_due_at, q.whole_due_at) <= clock_timestamp()
                and not t.paused and t.closed_until <= clock_timestamp()
                and not exists (
                    select from throttle where scope in ('amili', 'polls')
                        and (paused or closed_until > clock_timestamp() or (scope = 'polls'
                            and tat > clock_timestamp()
                                + make_interval(secs => $2::double precision))))
            order by least(q.changes_due_at, q.whole_due_at), q.creditor
            limit 1 for no key update of q skip locked
        ) d, creditor k
        where p.creditor = d.creditor and k.id = p.creditor
        returning p.creditor, k.handle, k.account, k.amili_creditor, p.turn, d.changes,
            extract(epoch from p.watermark - interval '2 min')::bigint,
            case when d.changes then p.changes_page else p.whole_page end,
            extract(epoch from case when d.changes then p.changes_began
                else p.whole_began end)::bigint,
            case when d.changes then 0 else p.whole_read end
        """

    /// $1, $2 as above. Row: (creditor, handle, account, amili creditor, turn, step, version, may
    /// the details be handed in, then the details).
    case takeActivationTurn = """
        update activation a set
            turn = a.turn + 1,
            held_until = clock_timestamp() + make_interval(secs => $1::double precision
                + 2 / (select rate from throttle where scope = 'amili'))
        from (
            select q.creditor
            from activation q
            join creditor c on c.id = q.creditor
            join throttle t on t.creditor = q.creditor
            where c.activation = 'pending'
                and q.held_until <= clock_timestamp() and q.due_at <= clock_timestamp()
                and not t.paused and t.closed_until <= clock_timestamp()
                and not exists (
                    select from throttle where scope in ('amili', 'polls')
                        and (paused or closed_until > clock_timestamp() or (scope = 'polls'
                            and tat > clock_timestamp()
                                + make_interval(secs => $2::double precision))))
            order by q.due_at, q.creditor
            limit 1 for no key update of q skip locked
        ) d, creditor k
        where a.creditor = d.creditor and k.id = a.creditor
        returning a.creditor, k.handle, k.account, k.amili_creditor, a.turn,
            a.step, a.version,
            a.handed_in_at is null and a.cause is distinct from 'partner_only', a.payout_kind,
            a.payout_number, a.sender_line, a.sender_zip, a.sender_city, a.sender_country,
            a.invoice_line, a.invoice_zip, a.invoice_city, a.invoice_country, a.debt_description
        """

    // Slots

    /// $1 calls, $2 creditor, $3 worker, $4 the share of the rate that is used. As a letter's
    /// slots, but the narrow scope is that of all polls: its rate is a share of Amili's. Gates that
    /// hold letters hold these, too. One call further ahead than letters, which take every slot of
    /// a low rate before it can be seen free: the share is theirs at any rate.
    /// Row: (granted, seconds until the first, seconds between).
    case reserve = """
        with narrow as (
            update throttle t set (granted, tat) = (
                select $1::double precision,
                    greatest(t.tat, now) + make_interval(
                        secs => $1 / (t.rate * a.rate * $4::double precision))
                from (select clock_timestamp() as now) clock, throttle a
                where a.scope = 'amili')
            where t.scope = 'polls' and not t.paused and t.closed_until <= clock_timestamp()
                and t.tat < clock_timestamp() + interval '0.8 s'
                and exists (
                    select from throttle c where c.creditor = $2
                        and not c.paused and c.closed_until <= clock_timestamp())
                and exists (
                    select from throttle a where a.scope = 'amili'
                        and not a.paused and a.closed_until <= clock_timestamp()
                        and a.tat < clock_timestamp() + interval '0.8 s'
                            + make_interval(secs => 1 / a.rate))
                and exists (select from worker where id = $3 and dead_at is null)
            returning t.granted,
                t.tat - make_interval(secs => t.granted / (t.rate * $4
                    * (select rate from throttle where scope = 'amili'))) as first_slot
        )
        update throttle t set
            granted = c.granted,
            tat = greatest(t.tat, clock_timestamp())
                + make_interval(secs => c.granted / (t.rate * $4))
        from narrow c
        where t.scope = 'amili' and not t.paused and t.closed_until <= clock_timestamp()
            and t.tat < clock_timestamp() + interval '0.8 s' + make_interval(secs => 1 / t.rate)
        returning t.granted::integer,
            greatest(extract(epoch from greatest(c.first_slot,
                t.tat - make_interval(secs => t.granted / (t.rate * $4)))
                - clock_timestamp()), 0),
            1 / (t.rate * $4), set_config('synchronous_commit', 'off', true)
        """

    /// $1 creditor, $2 worker. Row: (worker dead, all closed by a human, all closed for seconds,
    /// creditor or polls closed, seconds until the next slot).
    case whyNoSlot = """
        select
            not exists (select from worker where id = $2 and dead_at is null),
            a.paused,
            case when a.closed_until > clock_timestamp()
                then extract(epoch from least(a.closed_until, clock_timestamp()
                    + interval '1 day') - clock_timestamp()) else 0 end,
            c.paused or c.closed_until > clock_timestamp()
                or p.paused or p.closed_until > clock_timestamp(),
            greatest(extract(epoch from greatest(
                a.tat - make_interval(secs => 1 / a.rate), p.tat, clock_timestamp())
                - clock_timestamp()) - 0.79, 0.001)
        from throttle a, throttle p, throttle c
        where a.scope = 'amili' and p.scope = 'polls' and c.creditor = $1
        """

    // What Amili says of its cases

    /// $1 creditor, $2 turn, $3 seconds for which it is held on, as when it was taken, $4 changes
    /// (or the whole), $5 next
    /// page, $6 began, $7 read, $8 open cases of this page. No row: the turn is lost. Whoever has
    /// locked this row writes alone: of two answers the later is believed.
    case keepTurn = """
        update poll set
            held_until = clock_timestamp() + make_interval(secs => $3::double precision
                + 2 / (select rate from throttle where scope = 'amili')),
            changes_page = case when $4::boolean then $5::integer else changes_page end,
            changes_began = case when $4 then to_timestamp($6::double precision)
                else changes_began end,
            whole_page = case when $4 then whole_page else $5 end,
            whole_began = case when $4 then whole_began else to_timestamp($6) end,
            whole_read = case when $4 then whole_read else $7::integer end,
            whole_open = case when $4 then whole_open
                when whole_page = 1 then $8::integer else whole_open + $8 end
        where creditor = $1 and turn = $2
        returning creditor
        """

    /// $1 creditor, $2 numbers, $3 cases, $4 states, $5 statuses, $6 open. One row of Amili's is
    /// about one reminder, the accepted one that has its case. Only what changed gets a new
    /// `changed_at`; that the rest still stands is written down twice a day.
    /// Rows: (case) of all that are ours, changed or not.
    ///
    /// A second spelling's row (`invoice_twin`) is meant as well: what Amili answers goes by the
    /// canonical number.
    ///
    /// As in `freePermits`: a table without statistics must not be read whole for a hundred keys.
    case record = """
        with told as materialized (
            select * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[])
                o(number, case_id, state, status, is_open)
        ), said as materialized (
            select * from told
            union all
            select w.number, o.case_id, o.state, o.status, o.is_open
            from told o join invoice_twin w on w.creditor = $1 and w.canonical = o.number
        ), ours as materialized (
            select r.run, r.pos, r.case_id from reminder r
            where r.ctid = any(array(
                select l.tid from said cross join lateral (
                    select ctid as tid from reminder
                    where creditor = $1 and number = said.number and state = 'a'
                        and case_id = said.case_id offset 0
                ) l))
                and r.creditor = $1 and r.state = 'a'
            order by r.run, r.pos for no key update
        ), written as (
            update reminder r set
                amili_state = s.state, amili_status = s.status, confirmed_at = now(),
                changed_at = case
                    when (r.amili_state, r.amili_status) is distinct from (s.state, s.status)
                    then now() else r.changed_at end
            from ours o join said s on s.case_id = o.case_id
            where r.creditor = $1 and r.run = o.run and r.pos = o.pos and r.state = 'a'
                and r.case_id = o.case_id
                and ((r.amili_state, r.amili_status) is distinct from (s.state, s.status)
                    or (s.is_open and (r.confirmed_at is null
                        or r.confirmed_at < now() - interval '12 hours')))
        )
        select case_id from ours
        """

    /// $1 creditor, $2 numbers, $3 cases: open ones that are no accepted reminder's. Where the
    /// reminder that holds the invoice's permit has another case, which is open as far as we know,
    /// two letters stand against one debtor.
    case secondCases = """
        insert into incident (creditor, run, pos, kind, case_ids)
        select distinct on (r.run, r.pos) r.creditor, r.run, r.pos, 'second_case',
            array[r.case_id, o.case_id]
        from unnest($2::text[], $3::text[]) o(number, case_id)
        cross join lateral (
            select h.run, h.pos from permit h
            where h.creditor = $1 and h.number = o.number offset 0
        ) h
        cross join lateral (
            select r.* from reminder r
            where r.creditor = $1 and r.run = h.run and r.pos = h.pos and r.state = 'a' offset 0
        ) r
        where r.case_id <> o.case_id
            and not starts_with(coalesce(r.amili_state, ''), 'closed')
            and not starts_with(coalesce(r.amili_status, ''), 'closed')
        order by r.run, r.pos, o.case_id
        on conflict (creditor, run, pos) do nothing
        """

    /// $1 creditor, $2 when the reading of all cases was begun. Accepted, open as far as we know,
    /// old enough to be listed, and not in the list: proof that we were wrong.
    case lostCases = """
        insert into incident (creditor, run, pos, kind, case_ids)
        select r.creditor, r.run, r.pos, 'lost_case', array[r.case_id]
        from reminder r
        join permit h on h.creditor = $1 and h.number = r.number and h.run = r.run
            and h.pos = r.pos
        where r.creditor = $1 and r.state = 'a' and r.case_id is not null
            and r.changed_at < $2::timestamptz - interval '1 hour'
            and coalesce(r.confirmed_at, r.changed_at) < $2 - interval '13 hours'
            and not starts_with(coalesce(r.amili_state, ''), 'closed')
            and not starts_with(coalesce(r.amili_status, ''), 'closed')
            and not exists (
                select from incident i
                where i.creditor = $1 and i.run = r.run and i.pos = r.pos)
        limit 20
        on conflict (creditor, run, pos) do nothing
        """

    // The end of a turn

    /// $1 creditor, $2 turn. Row: (when the whole reading was begun, by our clock).
    case lockTurn = """
        select whole_taken_at from poll where creditor = $1 and turn = $2 for no key update
        """

    /// $1 creditor, $2 turn.
    case endUnfinished = """
        update poll set held_until = '-infinity', failures = 0 where creditor = $1 and turn = $2
        """

    /// $1 creditor, $2 turn, $3 read up to, by Amili's clock. Seldom, if no case is open and none
    /// can have come since.
    case endChanges = """
        update poll p set
            held_until = '-infinity', failures = 0,
            watermark = greatest(p.watermark, to_timestamp($3::double precision)),
            changes_page = 1, changes_began = null, confirmed_at = p.changes_taken_at,
            changes_due_at = clock_timestamp() + case
                when p.open_cases = 0 and not exists (
                    select from run u where u.creditor = $1
                        and coalesce(u.finished_at, 'infinity') > p.whole_finished_at)
                then interval '1 hour' else interval '60 s' end
        where p.creditor = $1 and p.turn = $2
        """

    /// $1 creditor, $2 turn. Next night between two and five, each creditor at its own time.
    case endWhole = """
        update poll p set
            held_until = '-infinity', failures = 0,
            whole_page = 1, whole_began = null, whole_read = 0, open_cases = p.whole_open,
            whole_open = 0, whole_finished_at = p.whole_taken_at,
            whole_due_at = (date_trunc('day', clock_timestamp() at time zone 'Europe/Stockholm')
                + interval '26 hours' + make_interval(secs => $1 * 7919 % 10800))
                at time zone 'Europe/Stockholm'
        where p.creditor = $1 and p.turn = $2
        """

    /// $1 creditor, $2 turn, $3 changes (or the whole), $4 seconds, or null: failed, and each time
    /// in a row later, up to ten minutes.
    case endLater = """
        update poll set
            held_until = '-infinity',
            failures = case when $4::double precision is null
                then least(failures + 1, 10) else failures end,
            changes_due_at = case when $3::boolean then clock_timestamp() + make_interval(
                secs => coalesce($4, least(30 * 2 ^ failures, 600))) else changes_due_at end,
            whole_due_at = case when $3 then whole_due_at else clock_timestamp() + make_interval(
                secs => coalesce($4, least(30 * 2 ^ failures, 600))) end
        where creditor = $1 and turn = $2
        """

    /// $1 seconds, $2 reason.
    case holdPolls = """
        update throttle set
            closed_until = greatest(closed_until,
                clock_timestamp() + make_interval(secs => $1::double precision)),
            closed_reason = $2, tat = least(tat, clock_timestamp())
        where scope = 'polls'
        """
}
