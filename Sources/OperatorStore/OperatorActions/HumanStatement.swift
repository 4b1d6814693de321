import Database

/// Writes down what humans decide, and reads what they need to know before. Lock order: loader,
/// creditor, run, part, reminder, permit, invoice.
enum HumanStatement: String, Statement {
    // Cancelling

    case runToCancel = """
        select creditor, state = 'held' as is_held, stopped_at is not null as is_stopped
        from run where id = :run
        """

    /// Locks the run; from here on no release makes parts of it.
    case lockRun = "select id from run where id = :run for update"

    /// Stops a run, even one that is done but for what is to be done by hand. Returns no row if it
    /// is done, or was stopped before. The commit waits for the disk whatever the server's default.
    case stopRun = """
        update run u set stopped_at = clock_timestamp()
        where id = :run and stopped_at is null
            and (state <> 'done' or exists (
                select from manual_reminder m
                where m.creditor = u.creditor and m.run = u.id and m.todo))
        returning set_config('synchronous_commit', 'on', true)
        """

    /// Stops all open parts of the run, also those that a worker holds. Workers never write this
    /// column.
    case stopParts = """
        with l as materialized (
            select run, first from part
            where run = :run and (state <> 'done' or manual_open) and not stopped
            order by run, first for no key update)
        update part p set stopped = true from l where p.run = l.run and p.first = l.first
        """

    /// `in_hand` counts the queued reminders in parts that a worker holds, `queued` those in other
    /// parts.
    case cancelled = """
        select coalesce(sum(n_a), 0) as accepted, coalesce(sum(n_u), 0) as uncertain,
            coalesce(sum(n_q) filter (where state = 'claimed'), 0) as in_hand,
            coalesce(sum(n_q) filter (where state <> 'claimed'), 0) as queued,
            coalesce(sum(n_c), 0) as cancelled, coalesce(sum(n_m), 0) as manual
        from part where run = :run
        """

    /// Counts the manual reminders that are still to do.
    case manualToDo = """
        select count(*) as to_do from manual_reminder
        where creditor = :creditor and run = :run and todo
        """

    /// Returns the numbers of reminders in one `state`: as written, in file order. `in_hand`: only
    /// of parts that a worker holds.
    case invoicesOf = """
        select coalesce(i.written, r.number) as invoice_number
        from part p
        cross join lateral (
            select * from reminder
            where creditor = p.creditor and run = p.run and pos between p.first and p.last
                and state = :state::"char"
            offset 0
        ) r
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        where p.run = :run and (not :in_hand::boolean or p.state = 'claimed')
        order by p.first, r.pos limit :limit
        """

    // Doubts

    /// `creditor` null: all. `obstacle`: why nobody asks now; null if somebody does. `last_call`
    /// and `last_look_up`: the evidence of them.
    case uncertain = """
        select c.handle, coalesce(i.written, r.number) as invoice_number, r.run, r.pos,
            r.attempts::integer as attempts,
            extract(epoch from r.doubt_since)
                as doubt_since,
            extract(epoch from p.doubt_until)
                as doubt_until,
            p.doubt_until <= clock_timestamp() and coalesce(
                p.amili_doubt_until < (select max(amili_at) from worker), false) as is_doubt_over,
            case when isfinite(p.due_at)
                then extract(epoch from p.due_at) end
                as asked_again_at,
            case when p.state = 'stuck' then 'stuck' when a.paused then 'all paused'
                when a.closed_until > clock_timestamp() then 'all closed'
                when t.paused then 'creditor paused'
                when t.closed_until > clock_timestamp() then 'creditor closed' end as obstacle,
            case when a.closed_until > clock_timestamp() then a.closed_cause
                when t.closed_until > clock_timestamp() then t.closed_cause end as closed_cause,
            case when a.closed_until > clock_timestamp() then a.closed_words
                when t.closed_until > clock_timestamp() then t.closed_words end as closed_words,
            (select why from evidence e where e.creditor = r.creditor and e.run = r.run
                and e.pos = r.pos and e.kind = 'call' order by e.at desc limit 1) as last_call,
            (select why from evidence e where e.creditor = r.creditor and e.run = r.run
                and e.pos is null and e.first = p.first and e.kind = 'lookup'
                order by e.at desc limit 1) as last_look_up
        from part p
        cross join lateral (
            select * from reminder
            where creditor = p.creditor and run = p.run and pos between p.first and p.last
                and state = 'u'
            offset 0
        ) r
        join creditor c on c.id = p.creditor
        join throttle t on t.creditor = p.creditor
        join throttle a on a.scope = 'amili'
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        where p.n_u > 0 and (:creditor::bigint is null or p.creditor = :creditor)
        order by r.doubt_since, r.run, r.pos limit :limit
        """

    /// Returns the reminder that holds the invoice's permit; `first` and `last` are those of its
    /// part.
    case liveReminder = """
        select h.run, h.pos, p.first, p.last
        from permit h
        join part p on p.run = h.run and p.first = (h.pos - 1) / {partSize} * {partSize} + 1
        where h.creditor = :creditor and h.number = :number
        """

    /// A doubt is over once both clocks have passed its end: somebody may set the database's clock
    /// forward, while Amili may still be working on the call. `seconds`: until it is over by the
    /// database's clock; 0 if it is. `amili_seconds`: the same by Amili's clock, as the workers
    /// told it last, and less than 0 if it is over; null: not known. The commit waits for the disk
    /// whatever the server's default.
    case lockDoubtfulPart = """
        select stopped,
            coalesce(greatest(extract(epoch from doubt_until - clock_timestamp()), 0), 0)
                as seconds,
            extract(epoch from amili_doubt_until - (select max(amili_at) from worker))
                as amili_seconds,
            set_config('synchronous_commit', 'on', true)
        from part where run = :run and first = :first for no key update
        """

    /// `case_id` null leaves the case as it is. Returns no row if the reminder is not in doubt.
    case resolve = """
        update reminder set state = :state::"char", reason = :reason::smallint,
            case_id = coalesce(:case_id::text, case_id), changed_at = now(),
            confirmed_at = case when :state = 'a' then now() else confirmed_at end
        where creditor = :creditor and run = :run and pos = :position and state = 'u'
        returning number
        """

    /// Makes a waiting part due now: what a human has settled need not wait for its next question.
    case hasten = """
        update part set due_at = least(due_at, clock_timestamp())
        where run = :run and first = :first and state = 'waiting'
        """

    /// `position` null: the decision is about the part, or without `first` about the whole run.
    case noteDecision = """
        insert into evidence (creditor, run, pos, first, kind, from_state, to_state, decision,
            by_whom, why)
        values (:creditor, :run, :position, :first, 'human', :from_state::"char",
            :to_state::"char", :decision, :by_whom, :why)
        """

    // Releasing

    /// Locks the permit. `state`: of the reminder that holds it; null if that is pruned.
    case lockPermit = """
        select h.run, h.pos, (
            select r.state::text from reminder r
            where r.creditor = h.creditor and r.run = h.run and r.pos = h.pos) as state
        from permit h where h.creditor = :creditor and h.number = :number for update of h
        """

    /// Returns the reminder of the latest run, whether it holds the permit or not.
    case latestReminder = """
        select run, pos, state::text, reason from reminder
        where creditor = :creditor and number = :number order by run desc, pos limit 1
        """

    case deletePermit = "delete from permit where creditor = :creditor and number = :number"

    /// Notes the time; cases that are closed by then no longer stand against a new letter.
    case markReleased = """
        update invoice set released_at = clock_timestamp(), changed_at = clock_timestamp()
        where creditor = :creditor and number = :number
        """

    // Incidents and stuck parts

    /// `with_closed`: closed ones, too. `cases`: with a space between them.
    case incidents = """
        select n.id, c.handle, coalesce(i.written, r.number) as invoice_number, n.run, n.pos,
            extract(epoch from n.at) as at, n.kind,
            array_to_string(n.case_ids, ' ') as cases,
            extract(epoch from n.closed_at) as closed_at,
            n.closed_by, n.closed_why
        from incident n
        join creditor c on c.id = n.creditor
        left join reminder r on r.creditor = n.creditor and r.run = n.run and r.pos = n.pos
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        where :with_closed::boolean or n.closed_at is null
        order by n.id
        """

    /// Returns no row if there is no such open incident.
    case closeIncident = """
        update incident set closed_at = clock_timestamp(), closed_by = :closed_by,
            closed_why = :closed_why
        where id = :incident and closed_at is null
        returning creditor, run, pos
        """

    /// `worker`: the last one that wrote evidence about the part. `retry_at`: when the part is
    /// tried again by itself; null: not before a human says so.
    case stuckParts = """
        select p.run, p.first, p.last, c.handle, p.n_q, p.n_u, p.crashes,
            extract(epoch from p.claimed_at) as claimed_at,
            (select w.name from evidence e join worker w on w.id = e.worker
                where e.creditor = p.creditor and e.run = p.run and e.first = p.first
                order by e.at desc limit 1) as worker,
            extract(epoch from p.stuck_until) as retry_at
        from part p join creditor c on c.id = p.creditor
        where p.state = 'stuck' order by p.run, p.first
        """

    /// Returns no row if there is no such stuck part.
    case retryPart = """
        update part p set state = 'ready', crashes = 0, setbacks = 0, stuck_until = null,
            turn = greatest(p.turn, v.v)
        from vclock v where p.run = :run and p.first = :first and p.state = 'stuck'
        returning p.creditor
        """
}
