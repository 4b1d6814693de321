import Database

/// What operators decide about creditors, the rate and pauses.
enum CreditorStatement: String, Statement {
    /// $1 handle, $2 name, $3 org number, $4 account, $5 Amili's creditor. Row: (id).
    case addCreditor = """
        insert into creditor (handle, name, org_number, account, amili_creditor)
        values ($1, $2, $3, $4, $5) on conflict (handle) do nothing returning id
        """

    /// $1 creditor, $2 scope.
    case addThrottle = """
        insert into throttle (scope, creditor, rate) values ($2, $1, 'Infinity')
        """

    /// $1 creditor.
    case addLoader = "insert into loader (creditor) values ($1)"

    /// $1 creditor.
    case addPoll = "insert into poll (creditor) values ($1)"

    /// $1 handle. Row: (id).
    case creditorCalled = "select id from creditor where handle = $1"

    /// $1 scope, $2 paused. Resuming opens the gate whatever closed it, but for the fleet's
    /// standing still: only time tells what was in flight.
    case setPaused = """
        update throttle set paused = $2::boolean,
            opened_at = case when $2::boolean then opened_at else clock_timestamp() end,
            closed_until = case when $2::boolean then closed_until else stands_until end,
            closed_reason = case when $2::boolean or stands_until > clock_timestamp()
                then closed_reason end,
            closed_cause = case when $2::boolean or stands_until > clock_timestamp()
                then closed_cause end
        where scope = $1
        """

    /// $1 run.
    case resumeRun = """
        update run set
            paused_at = null, pause_cause = null, pause_count = null, pause_words = null,
            resumed_at = clock_timestamp()
        where id = $1 and paused_at is not null
        """

    /// $1 rate in calls a second. Nobody waits on for a slot of the slower rate before.
    case setRate = """
        update throttle set
            rate = case when scope = 'amili' then $1 else rate end,
            tat = least(tat, clock_timestamp() + make_interval(secs => greatest(0.8,
                1 / case when scope = 'amili' then $1 else rate * $1::double precision end)))
        where scope in ('amili', 'polls')
        """

    /// $1 scope, $2 paused, $3 who. Stopped twice, the first time counts.
    case notePause = """
        update throttle set
            paused_by = case when $2::boolean then
                case when paused_at is null then $3::text else paused_by end end,
            paused_at = case when $2 then coalesce(paused_at, clock_timestamp()) end
        where scope = $1
        """
}
