import Database

/// Operators' decisions about creditors, the rate and pauses.
enum CreditorStatement: String, Statement {
    /// No row: the handle is taken.
    case addCreditor = """
        insert into creditor (handle, name, org_number, account, amili_creditor)
        values (:handle, :name, :org_number, :account, :amili_creditor)
        on conflict (handle) do nothing returning id
        """

    case addThrottle = """
        insert into throttle (scope, creditor, rate) values (:scope, :creditor, 'Infinity')
        """

    case addLoader = "insert into loader (creditor) values (:creditor)"

    case addPoll = "insert into poll (creditor) values (:creditor)"

    case creditorCalled = "select id from creditor where handle = :handle"

    /// Resuming opens the gate whatever closed it, but for the fleet's standing still: only time
    /// tells what was in flight.
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

    case resumeRun = """
        update run set
            paused_at = null, pause_cause = null, pause_count = null, pause_words = null,
            resumed_at = clock_timestamp()
        where id = :run and paused_at is not null
        """

    /// `rate`: calls a second. Nobody waits on for a slot of the slower rate before.
    case setRate = """
        update throttle set
            rate = case when scope = 'amili' then :rate else rate end,
            tat = least(tat, clock_timestamp() + make_interval(secs => greatest(0.8,
                1 / case when scope = 'amili' then :rate else rate * :rate::double precision end)))
        where scope in ('amili', 'polls')
        """

    /// `paused_by` null: nobody whom it could be told of. Of two stops the first counts.
    case notePause = """
        update throttle set
            paused_by = case when :paused::boolean then
                case when paused_at is null then :paused_by::text else paused_by end end,
            paused_at = case when :paused then coalesce(paused_at, clock_timestamp()) end
        where scope = :scope
        """
}
