import Database

/// SQL of send windows. Lock order: throttle, part.
package enum WindowStatement: String, Statement {
    package static let isPrepared = true

    /// Lists creditors whose send window is over. `now`: the database's clock, in seconds since
    /// 1970.
    case over = """
        select t.creditor, {windowColumns}, extract(epoch from clock_timestamp()) as now
        from throttle t where t.window_opens is not null and t.letters_until <= clock_timestamp()
        order by t.letters_until limit 100
        """

    /// Puts the next window in the place of one that is over, unless somebody did so or set another
    /// meanwhile. Times in seconds since 1970. One row if it did.
    case moveOn = """
        update throttle set letters_from = to_timestamp(:from::double precision),
            letters_until = to_timestamp(:until::double precision)
        where creditor = :creditor and letters_until <= clock_timestamp()
            and window_opens = :opens::time and window_closes = :closes::time
            and window_bank_days = :is_on_bank_days::boolean
        returning creditor
        """

    /// Puts the ready parts off until the window opens, instead of letting workers claim them and
    /// give them back by the thousand. What is in doubt is asked about at any time.
    case putOff = """
        with l as materialized (
            select run, first from part where creditor = :creditor and state = 'ready' and n_u = 0
            order by run, first for no key update
        )
        update part p set state = 'waiting', due_at = t.letters_from
        from l, throttle t
        where p.run = l.run and p.first = l.first
            and t.creditor = :creditor and t.letters_from > clock_timestamp()
        """

    /// Locks the creditor's gate, and returns when its window opens, in seconds since 1970; null:
    /// it has none, or no window has been worked out. `now` as in `over`.
    case lockGate = """
        select case when isfinite(letters_from) then extract(epoch from letters_from) end
                as opens_at,
            extract(epoch from clock_timestamp()) as now
        from throttle where creditor = :creditor for no key update
        """

    /// Sets the creditor's window, or takes it away: all parameters are null then.
    case set = """
        update throttle set window_opens = :opens::time, window_closes = :closes::time,
            window_bank_days = :is_on_bank_days::boolean,
            letters_from = coalesce(to_timestamp(:from::double precision), '-infinity'),
            letters_until = coalesce(to_timestamp(:until::double precision), 'infinity')
        where creditor = :creditor
        """

    /// Wakes the parts that wait for a window that is another now. `opened_at`: when it would have
    /// opened, in seconds since 1970.
    case wake = """
        update part set due_at = clock_timestamp()
        where creditor = :creditor and state = 'waiting'
            and due_at = to_timestamp(:opened_at::double precision)
        """
}
