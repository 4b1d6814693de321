import Database

/// What humans decide, and what they want to know before they do. Lock order: loader, creditor,
/// run, part, reminder, permit, invoice.
enum HumanStatement: String, Statement {
    // Cancelling

    /// $1 run. Row: (creditor, held, stopped).
    case runToCancel = """
        select creditor, state = 'held', stopped_at is not null from run where id = $1
        """

    /// $1 run. Row: (id). From here on no release makes parts of it.
    case lockRun = "select id from run where id = $1 for update"

    /// $1 run. Also of one that is done but for what is to be done by hand. The commit waits for
    /// the disk whatever the server's default.
    case stopRun = """
        update run u set stopped_at = clock_timestamp()
        where id = $1 and stopped_at is null
            and (state <> 'done' or exists (
                select from manual_reminder m
                where m.creditor = u.creditor and m.run = u.id and m.todo))
        returning set_config('synchronous_commit', 'on', true)
        """

    /// $1 run: all of its parts, whoever holds them. Workers never write this column.
    case stopParts = """
        with l as materialized (
            select run, first from part
            where run = $1 and (state <> 'done' or manual_open) and not stopped
            order by run, first for no key update)
        update part p set stopped = true from l where p.run = l.run and p.first = l.first
        """

    /// $1 run. Row: (parts in workers' hands, accepted, in doubt, queued in workers' hands, other
    /// queued, cancelled, manual).
    case cancelled = """
        select count(*) filter (where state = 'claimed'), coalesce(sum(n_a), 0),
            coalesce(sum(n_u), 0), coalesce(sum(n_q) filter (where state = 'claimed'), 0),
            coalesce(sum(n_q) filter (where state <> 'claimed'), 0), coalesce(sum(n_c), 0),
            coalesce(sum(n_m), 0)
        from part where run = $1
        """

    /// $1 creditor, $2 run. Row: (manual reminders that are still to do).
    case manualToDo = """
        select count(*) from manual_reminder where creditor = $1 and run = $2 and todo
        """

    /// $1 run, $2 state of a reminder, $3 in workers' hands only, $4 limit. Rows: (number as
    /// written), in file order.
    case invoicesOf = """
        select coalesce(i.written, r.number)
        from part p
        cross join lateral (
            select * from reminder
            where creditor = p.creditor and run = p.run and pos between p.first and p.last
                and state = $2::"char"
            offset 0
        ) r
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        where p.run = $1 and (not $3::boolean or p.state = 'claimed')
        order by p.first, r.pos limit $4
        """

    // The doubtful

    /// $1 creditor, or null for all, $2 limit. Rows: (handle, invoice, run, position, attempts,
    /// in doubt since, the doubt ends at, is it over, asked again at, why nobody asks now, what the
    /// last call said, what the last look-up said).
    case uncertain = """
        select c.handle, coalesce(i.written, r.number), r.run, r.pos, r.attempts::integer,
            to_char(r.doubt_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            to_char(p.doubt_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            p.doubt_until <= clock_timestamp(),
            case when isfinite(p.due_at)
                then to_char(p.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end,
            case when p.state = 'stuck' then 'stuck: paminn stuck'
                when a.paused then 'everything is paused'
                when a.closed_until > clock_timestamp() then a.closed_reason
                when t.paused then 'the creditor is paused'
                when t.closed_until > clock_timestamp() then t.closed_reason end,
            (select why from evidence e where e.creditor = r.creditor and e.run = r.run
                and e.pos = r.pos and e.kind = 'call' order by e.at desc limit 1),
            (select why from evidence e where e.creditor = r.creditor and e.run = r.run
                and e.pos is null and e.first = p.first and e.kind = 'lookup'
                order by e.at desc limit 1)
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
        where p.n_u > 0 and ($1::bigint is null or p.creditor = $1)
        order by r.doubt_since, r.run, r.pos limit $2
        """

    /// $1 creditor, $2 invoice. Row: (run, position, first, last of its part) of the reminder that
    /// holds the permit.
    case liveReminder = """
        select h.run, h.pos, p.first, p.last
        from permit h join part p on p.run = h.run and p.first = (h.pos - 1) / 99 * 99 + 1
        where h.creditor = $1 and h.number = $2
        """

    /// $1 run, $2 first. Row: (stopped, is the doubt over, seconds until it is).
    case lockDoubtfulPart = """
        select stopped, coalesce(doubt_until <= clock_timestamp(), true),
            coalesce(greatest(extract(epoch from doubt_until - clock_timestamp()), 0), 0),
            set_config('synchronous_commit', 'on', true)
        from part where run = $1 and first = $2 for no key update
        """

    /// $1 creditor, $2 run, $3 position, $4 state, $5 reason, $6 case. Row: (number).
    case resolve = """
        update reminder set state = $4::"char", reason = $5::smallint,
            case_id = coalesce($6::text, case_id), changed_at = now(),
            confirmed_at = case when $4 = 'a' then now() else confirmed_at end
        where creditor = $1 and run = $2 and pos = $3 and state = 'u'
        returning number
        """

    /// $1 run, $2 first: what a human has settled need not wait for its next question.
    case hasten = """
        update part set due_at = least(due_at, clock_timestamp())
        where run = $1 and first = $2 and state = 'waiting'
        """

    /// $1 creditor, $2 run, $3 position (null: all of the part or run), $4 first (null: the run),
    /// $5 from, $6 to, $7 decision, $8 by whom, $9 why.
    case noteDecision = """
        insert into evidence (creditor, run, pos, first, kind, from_state, to_state, decision,
            by_whom, why)
        values ($1, $2, $3, $4, 'human', $5::"char", $6::"char", $7, $8, $9)
        """

    // Releasing

    /// $1 creditor, $2 invoice. Row: (run, position, state of the reminder, null if it is pruned).
    case lockPermit = """
        select h.run, h.pos, (
            select r.state::text from reminder r
            where r.creditor = h.creditor and r.run = h.run and r.pos = h.pos)
        from permit h where h.creditor = $1 and h.number = $2 for update of h
        """

    /// $1 creditor, $2 invoice. Row: (run, position, state, reason) of its latest reminder.
    case latestReminder = """
        select run, pos, state::text, reason from reminder
        where creditor = $1 and number = $2 order by run desc, pos limit 1
        """

    /// $1 creditor, $2 invoice.
    case deletePermit = "delete from permit where creditor = $1 and number = $2"

    /// $1 creditor, $2 invoice.
    case markReleased = """
        update invoice set released_at = clock_timestamp(), changed_at = clock_timestamp()
        where creditor = $1 and number = $2
        """

    // Incidents and stuck parts

    /// $1 closed ones too. Rows: (id, handle, invoice, run, position, at, what, cases, closed at,
    /// by, why).
    case incidents = """
        select n.id, c.handle, coalesce(i.written, r.number), n.run, n.pos,
            to_char(n.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), n.kind,
            array_to_string(n.case_ids, ' '),
            to_char(n.closed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            n.closed_by, n.closed_why
        from incident n
        join creditor c on c.id = n.creditor
        left join reminder r on r.creditor = n.creditor and r.run = n.run and r.pos = n.pos
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        where $1::boolean or n.closed_at is null
        order by n.id
        """

    /// $1 incident, $2 who, $3 why. Row: (creditor, run, position).
    case closeIncident = """
        update incident set closed_at = clock_timestamp(), closed_by = $2, closed_why = $3
        where id = $1 and closed_at is null
        returning creditor, run, pos
        """

    /// Rows: (run, first, last, handle, queued, in doubt, crashes, last claimed at, by, tried again
    /// at).
    case stuckParts = """
        select p.run, p.first, p.last, c.handle, p.n_q, p.n_u, p.crashes,
            to_char(p.claimed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            (select w.name from evidence e join worker w on w.id = e.worker
                where e.creditor = p.creditor and e.run = p.run and e.first = p.first
                order by e.at desc limit 1),
            to_char(p.stuck_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        from part p join creditor c on c.id = p.creditor
        where p.state = 'stuck' order by p.run, p.first
        """

    /// $1 run, $2 first. Row: (creditor).
    case retryPart = """
        update part p set state = 'ready', crashes = 0, setbacks = 0, stuck_until = null,
            turn = greatest(p.turn, v.v)
        from vclock v where p.run = $1 and p.first = $2 and p.state = 'stuck'
        returning p.creditor
        """
}
