import Database

/// SQL of the changes of a run and its parts that more than one store makes.
package enum PartStatement: String, Statement {
    package static let isPrepared = true

    /// Writes outcomes of a part's reminders, frees the permits of those that are now skipped,
    /// rejected, failed or cancelled, and counts the part anew. One row if the part exists.
    ///
    /// `positions` to `ends_doubt` are parallel arrays, one place for each outcome; `attempts` are
    /// letters sent, 0 or 1. `settle_delay`, in seconds, is null unless a reminder is newly in
    /// doubt. `amili_now` is Amili's clock in seconds since 1970, or null. `forgives_crashes`: a
    /// letter of the part has come back and its worker lives, so the count of crashes restarts.
    ///
    /// A statement before this one locks the part, so that whoever waited for the lock sees the
    /// other's changes. A replay changes nothing. Only a case, or a proof that there is none, leads
    /// out of doubt. An acceptance that a human vouched for gets Amili's case. If Amili's clock is
    /// not known, the end of a doubt by that clock is null, and the next question to Amili tells.
    case settleReminders = """
        with settled as (
            update reminder r set
                state = o.state, reason = o.reason, case_id = coalesce(o.case_id, r.case_id),
                amili_ocr = coalesce(o.ocr, r.amili_ocr),
                amili_state = coalesce(o.amili_state, r.amili_state),
                attempts = r.attempts + o.sent,
                amili_doubt_since = case when o.state = 'u' and r.state = 'q'
                    then coalesce(r.amili_doubt_since,
                        case when p.asked_attempt = p.attempt then p.asked_at end)
                    else r.amili_doubt_since end,
                doubt_since = case when o.state = 'u'
                    then coalesce(r.doubt_since, p.claimed_at) else r.doubt_since end,
                changed_at = now(),
                confirmed_at = case when o.state = 'a' then now() else r.confirmed_at end
            from unnest(:positions::integer[], :states::"char"[], :reasons::smallint[],
                :cases::text[], :ocrs::text[], :amili_states::text[], :attempts::smallint[],
                :ends_doubt::boolean[])
                o(pos, state, reason, case_id, ocr, amili_state, sent, ends_doubt), part p
            where p.run = :run and p.first = :first
                and r.creditor = :creditor and r.run = :run and r.pos between :first and :last
                and r.pos = o.pos
                and ((r.state in ('q', 'u') and r.state <> o.state
                        and (r.state = 'q' or o.state in ('a', 's') or o.ends_doubt))
                    or (r.state = 'a' and r.case_id is null and o.state = 'a'))
            returning r.pos, r.state, r.reason, r.number
        ), freed as (
            delete from permit
            where creditor = :creditor and ctid = any(array(
                select l.tid from settled s cross join lateral (
                    select ctid as tid from permit
                    where creditor = :creditor and number = s.number and run = :run offset 0
                ) l
                where s.state in ('s', 'r', 'f', 'c')))
        ), now_are as (
            select pos, state, reason from settled
            union all
            select r.pos, r.state, r.reason from reminder r
            where r.creditor = :creditor and r.run = :run and r.pos between :first and :last
                and r.pos not in (select pos from settled)
        ), tally as (
            select
                {reminderCounts}
            from now_are
        )
        update part p set
            {countedPart},
            crashes = case when :forgives_crashes::boolean then 0 else p.crashes end,
            doubt_for = greatest(p.doubt_for,
                make_interval(secs => :settle_delay::double precision)),
            doubt_until = greatest(p.doubt_until,
                clock_timestamp() + make_interval(secs => :settle_delay)),
            amili_doubt_until = case when :settle_delay is null then p.amili_doubt_until
                when :amili_now::double precision is not null then greatest(p.amili_doubt_until,
                    to_timestamp(:amili_now) + make_interval(secs => :settle_delay)) end
        from tally t
        where p.run = :run and p.first = :first
        returning p.n_q, p.n_u
        """

    /// Counts the reminders of a part anew, which a statement before this one has locked. The count
    /// of crashes restarts. One row if the part exists. It is a statement of its own, so that the
    /// role of the console needs no right to write Amili's answers.
    case recount = """
        with tally as (
            select
                {reminderCounts}
            from reminder
            where creditor = :creditor and run = :run and pos between :first and :last
        )
        update part p set
            {countedPart},
            crashes = 0
        from tally t
        where p.run = :run and p.first = :first
        returning p.n_q, p.n_u
        """

    /// Deletes the permits of a run for these invoices.
    ///
    /// The table may have been loaded a moment ago. Without statistics the planner takes all rows
    /// of a creditor for half a percent of the table, and would rather read it once (100,000 rows:
    /// 17 ms) than look up 99 keys. A lateral query that cannot be flattened leaves it no choice.
    case freePermits = """
        delete from permit
        where creditor = :creditor and ctid = any(array(
            select l.tid from unnest(:numbers::text[]) o(number) cross join lateral (
                select ctid as tid from permit
                where creditor = :creditor and number = o.number and run = :run offset 0
            ) l))
        """

    /// Ends a run that has no open part. This is a statement of its own, after the settle's commit:
    /// within the settle, the last two parts would each see the other open.
    case finishRun = """
        update run set state = 'done', finished_at = clock_timestamp()
        where id = :run and state = 'open'
            and (
                select first from part where run = :run and state <> 'done'
                order by first desc limit 1) is null
        """

    /// Parks the creditor's ready parts until its gate opens, instead of letting workers claim them
    /// and give them back by the thousand.
    case parkCreditor = """
        with l as materialized (
            select run, first from part where creditor = :creditor and state = 'ready'
            order by run, first for no key update)
        update part p set state = 'waiting', due_at = 'infinity'
        from l where p.run = l.run and p.first = l.first
        """

    /// Wakes idle workers when the transaction commits.
    case notifyWorkers = "select pg_notify('paminn_work', '')"
}
