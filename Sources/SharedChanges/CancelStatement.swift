import Database

/// SQL that cancels the unsent reminders of a cancelled run, part by part.
package enum CancelStatement: String, Statement {
    /// Tells whether `cancelledParts` would find any.
    case areCancelledParts = """
        select exists (
            select from part where stopped and (n_q > 0 or manual_open) and state <> 'claimed')
            as are_cancelled_parts
        """

    /// Locks up to a hundred cancelled parts that no worker has claimed. `run` null: of any run. A
    /// claimed part is cancelled by the worker that holds it.
    case cancelledParts = """
        select run, first, last, creditor, set_config('synchronous_commit', 'on', true)
        from part
        where stopped and (n_q > 0 or manual_open) and state <> 'claimed'
            and (:run::bigint is null or run = :run)
        order by run, first limit 100 for no key update skip locked
        """

    /// Cancels the queued reminders of a part. The rows are their invoices.
    case cancelQueued = """
        update reminder set state = 'c', reason = :reason::smallint, changed_at = now()
        where creditor = :creditor and run = :run and pos between :first and :last and state = 'q'
        returning number
        """

    /// Takes the manual reminders of a part that are not done off the list of what is to do. The
    /// rows are their positions.
    case dropManual = """
        update manual_reminder set todo = false
        where creditor = :creditor and run = :run and pos between :first and :last and todo
        returning pos
        """

    /// Cancels the manual reminders at these positions. The rows are their invoices.
    case cancelManual = """
        update reminder set state = 'c', reason = :reason::smallint, changed_at = now()
        where creditor = :creditor and run = :run and pos between :first and :last and state = 'm'
            and pos = any(:positions::integer[])
        returning number
        """

    /// Notes that each manual reminder of a part is done or cancelled.
    case closeManual = "update part set manual_open = false where run = :run and first = :first"
}
