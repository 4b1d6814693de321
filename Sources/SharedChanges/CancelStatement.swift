import Database

/// Reminders of a cancelled run are taken back.
package enum CancelStatement: String, Statement {
    /// Whether there is anything for `cancelledParts`.
    case areCancelledParts = """
        select exists (
            select from part where stopped and (n_q > 0 or manual_open) and state <> 'claimed')
            as are_cancelled_parts
        """

    /// `run` null: any. The rows are cancelled parts that nobody holds, and are locked. The holder
    /// of a claimed part takes back what it has itself.
    case cancelledParts = """
        select run, first, last, creditor, set_config('synchronous_commit', 'on', true)
        from part
        where stopped and (n_q > 0 or manual_open) and state <> 'claimed'
            and (:run::bigint is null or run = :run)
        order by run, first limit 100 for no key update skip locked
        """

    case cancelQueued = """
        update reminder set state = 'c', reason = :reason::smallint, changed_at = now()
        where creditor = :creditor and run = :run and pos between :first and :last and state = 'q'
        returning number
        """

    /// The rows are those that nobody will do now.
    case dropManual = """
        update manual_reminder set todo = false
        where creditor = :creditor and run = :run and pos between :first and :last and todo
        returning pos
        """

    case cancelManual = """
        update reminder set state = 'c', reason = :reason::smallint, changed_at = now()
        where creditor = :creditor and run = :run and pos between :first and :last and state = 'm'
            and pos = any(:positions::integer[])
        returning number
        """

    /// Each manual reminder of the part is done or cancelled.
    case closeManual = "update part set manual_open = false where run = :run and first = :first"
}
