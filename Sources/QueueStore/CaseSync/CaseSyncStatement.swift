import Database

/// Asks Amili about what becomes of the letters: turns, slots, and what the answers say. Lock
/// order: creditor, poll, activation, reminder.
enum CaseSyncStatement: String, Statement {
    /// Takes the turn that has been due for longest. A creditor without a known case has nothing to
    /// be asked about, unless the database has forgotten something. Changes come before the whole,
    /// because they take a moment.
    ///
    /// `held_for`: the seconds for which the turn is held. It is held for two calls longer, because
    /// it may wait for its slot behind a letter. `patience`: no turn is given while the next slot
    /// of all polls is further away than these seconds; that slot then goes to the creditor that
    /// has waited longest. `changes` false: the whole. `since` and `began` in seconds since 1970 by
    /// Amili's clock. `(select clock_timestamp())`: only a moment that is the same for all rows can
    /// be where the reading of `poll_due` ends.
    case takePollTurn = """
        update poll p set
            turn = p.turn + 1,
            held_until = clock_timestamp() + make_interval(secs => :held_for::double precision
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
                and least(q.changes_due_at, q.whole_due_at) <= (select clock_timestamp())
                and not t.paused and t.closed_until <= clock_timestamp()
                and not exists (
                    select from throttle where scope in ('amili', 'polls')
                        and (paused or closed_until > clock_timestamp() or (scope = 'polls'
                            and tat > clock_timestamp()
                                + make_interval(secs => :patience::double precision))))
            order by least(q.changes_due_at, q.whole_due_at), q.creditor
            limit 1 for no key update of q skip locked
        ) d, creditor k
        where p.creditor = d.creditor and k.id = p.creditor
        returning p.creditor, k.handle, k.account, k.amili_creditor, p.turn, d.changes,
            extract(epoch from p.watermark - interval '2 min')::bigint as since,
            case when d.changes then p.changes_page else p.whole_page end as page,
            extract(epoch from case when d.changes then p.changes_began
                else p.whole_began end)::bigint as began,
            case when d.changes then 0 else p.whole_read end as read
        """

    /// The parameters are those of `takePollTurn`. `may_hand_in`: the details may be handed in.
    case takeActivationTurn = """
        update activation a set
            turn = a.turn + 1,
            held_until = clock_timestamp() + make_interval(secs => :held_for::double precision
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
                                + make_interval(secs => :patience::double precision))))
            order by q.due_at, q.creditor
            limit 1 for no key update of q skip locked
        ) d, creditor k
        where a.creditor = d.creditor and k.id = a.creditor
        returning a.creditor, k.handle, k.account, k.amili_creditor, a.turn,
            a.step = 'hand_in' as is_hand_in, a.version,
            a.handed_in_at is null and a.cause is distinct from 'partner_only' as may_hand_in,
            a.payout_kind, a.payout_number,
            a.sender_line, a.sender_zip, a.sender_city, a.sender_country,
            a.invoice_line, a.invoice_zip, a.invoice_city, a.invoice_country, a.debt_description
        """

    // Slots

    /// Gives slots as for letters, but the narrow scope is that of all polls: its rate is a share
    /// of Amili's. Gates that hold letters hold these calls, too. Returns no row if there is no
    /// slot; `whyNoSlot` tells why.
    ///
    /// These slots are given one call further ahead than those of letters, which take every slot of
    /// a low rate before it can be seen free. So the polls have their share at any rate.
    ///
    /// `rate_share`: the share of the rate that is used. `first_in` and `spacing` in seconds.
    case reserve = """
        with narrow as (
            update throttle t set (granted, tat) = (
                select :calls::double precision,
                    greatest(t.tat, now) + make_interval(
                        secs => :calls / (t.rate * a.rate * :rate_share::double precision))
                from (select clock_timestamp() as now) clock, throttle a
                where a.scope = 'amili')
            where t.scope = 'polls' and not t.paused and t.closed_until <= clock_timestamp()
                and t.tat < clock_timestamp() + interval '0.8 s'
                and exists (
                    select from throttle c where c.creditor = :creditor
                        and not c.paused and c.closed_until <= clock_timestamp())
                and exists (
                    select from throttle a where a.scope = 'amili'
                        and not a.paused and a.closed_until <= clock_timestamp()
                        and a.tat < clock_timestamp() + interval '0.8 s'
                            + make_interval(secs => 1 / a.rate))
                and exists (select from worker where id = :worker and dead_at is null)
            returning t.granted,
                t.tat - make_interval(secs => t.granted / (t.rate * :rate_share
                    * (select rate from throttle where scope = 'amili'))) as first_slot
        )
        update throttle t set
            granted = c.granted,
            tat = greatest(t.tat, clock_timestamp())
                + make_interval(secs => c.granted / (t.rate * :rate_share))
        from narrow c
        where t.scope = 'amili' and not t.paused and t.closed_until <= clock_timestamp()
            and t.tat < clock_timestamp() + interval '0.8 s' + make_interval(secs => 1 / t.rate)
        returning t.granted::integer as granted,
            greatest(extract(epoch from greatest(c.first_slot,
                t.tat - make_interval(secs => t.granted / (t.rate * :rate_share)))
                - clock_timestamp()), 0) as first_in,
            1 / (t.rate * :rate_share) as spacing, set_config('synchronous_commit', 'off', true)
        """

    /// The reason is the first of the columns that is true. `is_amili_paused`: a human has closed
    /// the gate of all Amili. `amili_closed_for`: the seconds for which the program has closed it.
    /// `is_closed`: the creditor's gate or the polls' is. `free_in`: the seconds until the next
    /// slot.
    case whyNoSlot = """
        select
            not exists (select from worker where id = :worker and dead_at is null) as is_dead,
            a.paused as is_amili_paused,
            case when a.closed_until > clock_timestamp()
                then extract(epoch from least(a.closed_until, clock_timestamp()
                    + interval '1 day') - clock_timestamp()) else 0 end as amili_closed_for,
            c.paused or c.closed_until > clock_timestamp()
                or p.paused or p.closed_until > clock_timestamp() as is_closed,
            greatest(extract(epoch from greatest(
                a.tat - make_interval(secs => 1 / a.rate), p.tat, clock_timestamp())
                - clock_timestamp()) - 0.79, 0.001) as free_in
        from throttle a, throttle p, throttle c
        where a.scope = 'amili' and p.scope = 'polls' and c.creditor = :creditor
        """

    // Amili's answers about its cases

    /// Extends the turn, and notes where the next page is read. Returns no row if the turn is lost.
    /// Only the holder of this row's lock writes, so that the later of two answers is believed.
    ///
    /// `held_for` is that of `takePollTurn`. `changes` false: the whole. `page`: the next. `began`
    /// in seconds since 1970 by Amili's clock. `open`: how many open cases this page has.
    case keepTurn = """
        update poll set
            held_until = clock_timestamp() + make_interval(secs => :held_for::double precision
                + 2 / (select rate from throttle where scope = 'amili')),
            changes_page = case when :changes::boolean then :page::integer else changes_page end,
            changes_began = case when :changes then to_timestamp(:began::double precision)
                else changes_began end,
            whole_page = case when :changes then whole_page else :page end,
            whole_began = case when :changes then whole_began else to_timestamp(:began) end,
            whole_read = case when :changes then whole_read else :read::integer end,
            whole_open = case when :changes then whole_open
                when whole_page = 1 then :open::integer else whole_open + :open end
        where creditor = :creditor and turn = :turn
        returning creditor
        """

    /// Brings accepted reminders to what Amili says of their cases. A case belongs to one reminder,
    /// the accepted one that has it. Only what changed gets a new `changed_at`; that the rest still
    /// stands is written down twice a day. Returns the cases that are ours, changed or not.
    ///
    /// A second spelling's row (`invoice_twin`) is updated as well, because Amili's answers go by
    /// the canonical number.
    ///
    /// As in `freePermits`: a table without statistics must not be read whole for a hundred keys.
    case record = """
        with told as materialized (
            select * from unnest(:numbers::text[], :cases::text[], :states::text[],
                :statuses::text[], :open::boolean[])
                o(number, case_id, state, status, is_open)
        ), said as materialized (
            select * from told
            union all
            select w.number, o.case_id, o.state, o.status, o.is_open
            from told o join invoice_twin w on w.creditor = :creditor and w.canonical = o.number
        ), ours as materialized (
            select r.run, r.pos, r.case_id from reminder r
            where r.ctid = any(array(
                select l.tid from said cross join lateral (
                    select ctid as tid from reminder
                    where creditor = :creditor and number = said.number and state = 'a'
                        and case_id = said.case_id offset 0
                ) l))
                and r.creditor = :creditor and r.state = 'a'
            order by r.run, r.pos for no key update
        ), written as (
            update reminder r set
                amili_state = s.state, amili_status = s.status, confirmed_at = now(),
                changed_at = case
                    when (r.amili_state, r.amili_status) is distinct from (s.state, s.status)
                    then now() else r.changed_at end
            from ours o join said s on s.case_id = o.case_id
            where r.creditor = :creditor and r.run = o.run and r.pos = o.pos and r.state = 'a'
                and r.case_id = o.case_id
                and ((r.amili_state, r.amili_status) is distinct from (s.state, s.status)
                    or (s.is_open and (r.confirmed_at is null
                        or r.confirmed_at < now() - interval '12 hours')))
        )
        select case_id from ours
        """

    /// Opens an incident for each of `cases` that stands beside a live reminder's own. The `cases`
    /// are open and no accepted reminder's. If the reminder that holds the invoice's permit has
    /// another case, which is open as far as we know, two letters stand against one debtor.
    case secondCases = """
        insert into incident (creditor, run, pos, kind, case_ids)
        select distinct on (r.run, r.pos) r.creditor, r.run, r.pos, 'second_case',
            array[r.case_id, o.case_id]
        from unnest(:numbers::text[], :cases::text[]) o(number, case_id)
        cross join lateral (
            select h.run, h.pos from permit h
            where h.creditor = :creditor and h.number = o.number offset 0
        ) h
        cross join lateral (
            select r.* from reminder r
            where r.creditor = :creditor and r.run = h.run and r.pos = h.pos and r.state = 'a'
            offset 0
        ) r
        where r.case_id <> o.case_id
            and not starts_with(coalesce(r.amili_state, ''), 'closed')
            and not starts_with(coalesce(r.amili_status, ''), 'closed')
        order by r.run, r.pos, o.case_id
        on conflict (creditor, run, pos) do nothing
        """

    /// Opens incidents for accepted reminders whose cases are open as far as we know and old enough
    /// to be listed, but are not in the list: proof that we were wrong. `began`: when the reading
    /// of all cases was begun, by our clock.
    case lostCases = """
        insert into incident (creditor, run, pos, kind, case_ids)
        select r.creditor, r.run, r.pos, 'lost_case', array[r.case_id]
        from reminder r
        join permit h on h.creditor = :creditor and h.number = r.number and h.run = r.run
            and h.pos = r.pos
        where r.creditor = :creditor and r.state = 'a' and r.case_id is not null
            and r.changed_at < :began::timestamptz - interval '1 hour'
            and coalesce(r.confirmed_at, r.changed_at) < :began - interval '13 hours'
            and not starts_with(coalesce(r.amili_state, ''), 'closed')
            and not starts_with(coalesce(r.amili_status, ''), 'closed')
            and not exists (
                select from incident i
                where i.creditor = :creditor and i.run = r.run and i.pos = r.pos)
        limit 20
        on conflict (creditor, run, pos) do nothing
        """

    // The end of a turn

    /// Returns no row if the turn is lost. `whole_taken_at`: when the reading of all cases was
    /// begun, by our clock.
    case lockTurn = """
        select whole_taken_at from poll where creditor = :creditor and turn = :turn
        for no key update
        """

    /// Ends a turn after which something is left to read; the next may come at once.
    case endUnfinished = """
        update poll set held_until = '-infinity', failures = 0
        where creditor = :creditor and turn = :turn
        """

    /// Ends a reading of the changes. The next comes seldom if no case is open and none can have
    /// come since. `up_to`: what is read, in seconds since 1970 by Amili's clock.
    case endChanges = """
        update poll p set
            held_until = '-infinity', failures = 0,
            watermark = greatest(p.watermark, to_timestamp(:up_to::double precision)),
            changes_page = 1, changes_began = null, confirmed_at = p.changes_taken_at,
            changes_due_at = clock_timestamp() + case
                when p.open_cases = 0 and not exists (
                    select from run u where u.creditor = :creditor
                        and coalesce(u.finished_at, 'infinity') > p.whole_finished_at)
                then interval '1 hour' else interval '60 s' end
        where p.creditor = :creditor and p.turn = :turn
        """

    /// Ends a reading of all cases. They are read again next night between two and five, each
    /// creditor's at its own time.
    case endWhole = """
        update poll p set
            held_until = '-infinity', failures = 0,
            whole_page = 1, whole_began = null, whole_read = 0, open_cases = p.whole_open,
            whole_open = 0, whole_finished_at = p.whole_taken_at,
            whole_due_at = (date_trunc('day', clock_timestamp() at time zone 'Europe/Stockholm')
                + interval '26 hours' + make_interval(secs => :creditor * 7919 % 10800))
                at time zone 'Europe/Stockholm'
        where p.creditor = :creditor and p.turn = :turn
        """

    /// Postpones the next turn. `changes` false: the whole. `wait` in seconds; null: the turn has
    /// failed, and the next comes later each time in a row, up to ten minutes.
    case endLater = """
        update poll set
            held_until = '-infinity',
            failures = case when :wait::double precision is null
                then least(failures + 1, 10) else failures end,
            changes_due_at = case when :changes::boolean then clock_timestamp() + make_interval(
                secs => coalesce(:wait, least(30 * 2 ^ failures, 600))) else changes_due_at end,
            whole_due_at = case when :changes then whole_due_at
                else clock_timestamp() + make_interval(
                    secs => coalesce(:wait, least(30 * 2 ^ failures, 600))) end
        where creditor = :creditor and turn = :turn
        """
}
