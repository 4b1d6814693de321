import Database

/// A run that was held is opened. Lock order: creditor, run.
enum ReleaseStatement: String, Statement {
    /// $1 creditor, $2 run. Row: (id) if it may be released.
    case lockHeldRun = """
        select id from run
        where creditor = $1 and id = $2 and state = 'held' and stopped_at is null for update
        """

    /// $1 creditor, $2 run. Rows: (first, last, queued, skipped, manual, then the strays'
    /// positions, states and reasons, each an array's text), one per part to be made.
    case partSizes = """
        select min(pos), max(pos), count(*) filter (where state = 'q'),
            count(*) filter (where state = 's'), count(*) filter (where state = 'm'),
            coalesce(array_agg(pos order by pos) filter (where state <> 'q')::text, '{}'),
            coalesce(array_agg(state order by pos) filter (where state <> 'q')::text, '{}'),
            coalesce(array_agg(reason order by pos) filter (where state <> 'q')::text, '{}')
        from reminder where creditor = $1 and run = $2 group by (pos - 1) / 99 order by 1
        """

    /// $1 creditor, $2 parts with something to send: start-time fair queueing. The creditor's tag
    /// moves on by its parts over its weight, from virtual time on: a creditor that was idle gains
    /// nothing by it.
    /// Row: (turn of the first part, turns from one part to the next).
    case takeTurns = """
        update creditor c set
            finish_tag = greatest(c.finish_tag, v.v) + $2::double precision / c.weight
        from vclock v where c.id = $1
        returning c.finish_tag - $2::double precision / c.weight, 1 / c.weight
        """

    /// $1 creditor, $2 run, $3 turn of the first part, $4 turns from one to the next, $5 firsts,
    /// $6 lasts, $7 queued, $8 skipped, $9 manual, then the strays' $10 positions, $11 states and
    /// $12 reasons, an array's text for each part. Behind a closed gate they wait until it opens.
    /// What has nothing to send takes no turn.
    case insertParts = """
        insert into part (creditor, run, first, last, turn, state, due_at, n_q, n_s, n_m,
            manual_open, stray_pos, stray_state, stray_reason)
        select $1, $2, o.first, o.last,
            $3::double precision + $4::double precision * coalesce(sum((o.q > 0)::integer) over (
                order by o.first rows between unbounded preceding and 1 preceding), 0),
            case when o.q = 0 then 'done' when g.is_open then 'ready' else 'waiting' end,
            case when o.q > 0 and not g.is_open then 'infinity'::timestamptz end, o.q, o.s, o.m,
            o.m > 0, o.positions::integer[], o.states::"char"[], o.reasons::smallint[]
        from unnest($5::integer[], $6::integer[], $7::smallint[], $8::smallint[], $9::smallint[],
            $10::text[], $11::text[], $12::text[])
            o(first, last, q, s, m, positions, states, reasons), (
                select not paused and closed_until <= clock_timestamp() as is_open
                from throttle where creditor = $1
            ) g
        order by o.first
        """

    /// $1 run.
    case openReleased = """
        update run set
            state = case when queued = 0 then 'done' else 'open' end,
            released_at = clock_timestamp(),
            finished_at = case when queued = 0 then clock_timestamp() end
        where id = $1
        """
}
