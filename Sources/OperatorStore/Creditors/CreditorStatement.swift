import Database

/// Adds creditors, and stores operators' decisions about pauses and the rate.
enum CreditorStatement: String, Statement {
    /// Returns no row if the handle or the pair of ids at Amili is taken.
    case addCreditor = """
        insert into creditor (handle, name, org_number, account, amili_creditor)
        values (:handle, :name, :org_number, :account, :amili_creditor)
        on conflict do nothing returning id
        """

    /// Adds the creditor's gate: open, and without a rate of its own.
    case addThrottle = """
        insert into throttle (scope, creditor, rate) values (:scope, :creditor, 'Infinity')
        """

    /// Adds the row that the creditor's loads lock.
    case addLoader = "insert into loader (creditor) values (:creditor)"

    /// Adds the row from which workers take turns to ask about the creditor's cases.
    case addPoll = "insert into poll (creditor) values (:creditor)"

    /// Returns no row if no creditor has the handle.
    case creditorCalled = "select id from creditor where handle = :handle"

    /// Closes a scope's gate by hand, or opens it. Opening it also ends whatever the program closed
    /// it for, except `stands_until`, the pause after the database went back in time: only time
    /// tells what was in flight then.
    case setPaused = """
        update throttle set paused = :paused::boolean,
            opened_at = case when :paused::boolean then opened_at else clock_timestamp() end,
            closed_until = case when :paused::boolean then closed_until else stands_until end,
            closed_words = case when :paused::boolean or stands_until > clock_timestamp()
                then closed_words end,
            closed_cause = case when :paused::boolean or stands_until > clock_timestamp()
                then closed_cause end
        where scope = :scope
        """

    /// Affects no row if the run is not paused.
    case resumeRun = """
        update run set
            paused_at = null, pause_cause = null, pause_count = null, pause_words = null,
            resumed_at = clock_timestamp()
        where id = :run and paused_at is not null
        """

    /// `rate`: calls a second of all Amili. The next slots move closer where the slower rate had
    /// put them further away. Nobody waits longer than for one call at the new rate, or for 0.8
    /// seconds.
    case setRate = """
        update throttle set
            rate = case when scope = 'amili' then :rate else rate end,
            tat = least(tat, clock_timestamp() + make_interval(secs => greatest(0.8,
                1 / case when scope = 'amili' then :rate else rate * :rate::double precision end)))
        where scope in ('amili', 'polls')
        """

    /// `rate`: calls a second of one creditor; Infinity: as fast as all Amili. The next slot moves
    /// closer as in `setRate`. Affects no row if there is no such scope.
    case setCreditorRate = """
        update throttle set
            rate = :rate,
            tat = least(tat, clock_timestamp() + make_interval(secs => greatest(0.8,
                1 / :rate::double precision)))
        where scope = :scope
        """

    /// Notes since when a human has paused a scope and who it was, or clears both. `paused_by`
    /// null: no name is known. If the scope is paused already, the first time and name stay.
    case notePause = """
        update throttle set
            paused_by = case when :paused::boolean then
                case when paused_at is null then :paused_by::text else paused_by end end,
            paused_at = case when :paused then coalesce(paused_at, clock_timestamp()) end
        where scope = :scope
        """
}
