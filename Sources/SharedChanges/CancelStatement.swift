import Database

/// Reminders of a cancelled run are taken back.
package enum CancelStatement: String, Statement {
    /// Row: (is there anything for `cancelledParts`).
    case areCancelledParts = """
        select exists (
            select from part where stopped and (n_q > 0 or manual_open) and state <> 'claimed')
        """

    /// $1 run, or null for any. Rows: (run, first, last, creditor), locked, of cancelled parts that
    /// nobody holds. A claimed part's holder takes back what it has itself.
    case cancelledParts = """
        select run, first, last, creditor, set_config('synchronous_commit', 'on', true)
        from part
        where stopped and (n_q > 0 or manual_open) and state <> 'claimed'
            and ($1::bigint is null or run = $1)
        order by run, first limit 100 for no key update skip locked
        """

    /// $1 creditor, $2 run, $3 first, $4 last, $5 reason. Rows: (number).
    case cancelQueued = """
        update reminder set state = 'c', reason = $5::smallint, changed_at = now()
        where creditor = $1 and run = $2 and pos between $3 and $4 and state = 'q'
        returning number
        """

    /// $1 creditor, $2 run, $3 first, $4 last. Rows: (position) of those that nobody will do now.
    case dropManual = """
        update manual_reminder set todo = false
        where creditor = $1 and run = $2 and pos between $3 and $4 and todo
        returning pos
        """

    /// $1 creditor, $2 run, $3 first, $4 last, $5 reason, $6 positions. Rows: (number).
    case cancelManual = """
        update reminder set state = 'c', reason = $5::smallint, changed_at = now()
        where creditor = $1 and run = $2 and pos between $3 and $4 and state = 'm'
            and pos = any($6::integer[])
        returning number
        """

    /// $1 run, $2 first: its manual reminders are done or cancelled, each of them.
    case closeManual = "update part set manual_open = false where run = $1 and first = $2"
}
