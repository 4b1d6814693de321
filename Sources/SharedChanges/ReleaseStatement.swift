import Database

/// SQL that opens a held run. Lock order: creditor, run.
enum ReleaseStatement: String, Statement {
    /// Locks a run. One row if it is held. `is_stopped`: whether somebody has stopped it.
    case lockHeldRun = """
        select id from run
        where creditor = :creditor and id = :run and state = 'held'
            and (stopped_at is not null) = :is_stopped::boolean
        for update
        """

    /// Divides a run into parts. Each row is a part, with its counts.
    /// `exception_…` are arrays as text.
    case partSizes = """
        select min(pos) as first, max(pos) as last, count(*) filter (where state = 'q') as queued,
            count(*) filter (where state = 's') as skipped,
            count(*) filter (where state = 'm') as manual,
            coalesce(array_agg(pos order by pos) filter (where state <> 'q')::text, '{}')
                as exception_positions,
            coalesce(array_agg(state order by pos) filter (where state <> 'q')::text, '{}')
                as exception_states,
            coalesce(array_agg(reason order by pos) filter (where state <> 'q')::text, '{}')
                as exception_reasons
        from reminder where creditor = :creditor and run = :run
        group by (pos - 1) / {partSize} order by 1
        """

    /// Takes turns in the fair queue, by start-time fair queueing. `parts` is how many have
    /// something to send. The creditor's tag, or the virtual time if that is ahead of it, advances
    /// by `parts` over the creditor's weight: a creditor that was idle has gained nothing by it.
    /// `turn` is the turn of the first part, `turn_step` the distance from one part to the next.
    case takeTurns = """
        update creditor c set
            finish_tag = greatest(c.finish_tag, v.v) + :parts::double precision / c.weight
        from vclock v where c.id = :creditor
        returning c.finish_tag - :parts::double precision / c.weight as turn,
            1 / c.weight as turn_step
        """

    /// Inserts the parts. `turn` and `turn_step` are from `takeTurns`, the arrays hold the columns
    /// of `partSizes`. Behind a closed gate the parts wait until it opens, before a send window
    /// until that does. A part with nothing to send takes no turn.
    case insertParts = """
        insert into part (creditor, run, first, last, turn, state, due_at, n_q, n_s, n_m,
            manual_open, stopped, exception_pos, exception_state, exception_reason)
        select :creditor, :run, o.first, o.last,
            :turn::double precision + :turn_step::double precision
                * coalesce(sum((o.q > 0)::integer) over (
                    order by o.first rows between unbounded preceding and 1 preceding), 0),
            case when o.q = 0 then 'done' when g.is_open and g.letters_from is null then 'ready'
                else 'waiting' end,
            case when o.q = 0 then null when g.letters_from is not null then g.letters_from
                when not g.is_open then 'infinity'::timestamptz end, o.q, o.s, o.m,
            o.m > 0, :is_stopped::boolean and (o.q > 0 or o.m > 0),
            o.positions::integer[], o.states::"char"[], o.reasons::smallint[]
        from unnest(:firsts::integer[], :lasts::integer[], :queued::smallint[],
            :skipped::smallint[], :manual::smallint[], :exception_positions::text[],
            :exception_states::text[], :exception_reasons::text[])
            o(first, last, q, s, m, positions, states, reasons), (
                select not paused and closed_until <= clock_timestamp() as is_open,
                    case when letters_from > clock_timestamp() then letters_from end as letters_from
                from throttle where creditor = :creditor
            ) g
        order by o.first
        """

    /// Opens the run, or ends it if nothing is to be sent.
    case openReleased = """
        update run set
            state = case when queued = 0 then 'done' else 'open' end,
            released_at = clock_timestamp(),
            finished_at = case when queued = 0 then clock_timestamp() end
        where id = :run
        """
}
