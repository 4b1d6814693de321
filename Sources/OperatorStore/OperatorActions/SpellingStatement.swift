import Database

/// Settles invoices that are on file under two spellings of one number, from before both had the
/// same canonical number. Lock order as in `HumanStatement`.
enum SpellingStatement: String, Statement {
    /// Returns the second spellings that nobody has settled. `creditor` null: all. `state`: of the
    /// latest reminder of the canonical number, `twin_state`: of the twin's; null if there is none.
    /// `written` and `twin_written` null: not on file.
    case unsettled = """
        select c.handle, w.canonical, i.written, (
                select r.state::text from reminder r
                where r.creditor = w.creditor and r.number = w.canonical
                order by r.run desc, r.pos limit 1) as state,
            w.number as twin, t.written as twin_written, (
                select r.state::text from reminder r
                where r.creditor = w.creditor and r.number = w.number
                order by r.run desc, r.pos limit 1) as twin_state,
            extract(epoch from w.found_at) as found_at
        from invoice_twin w
        join creditor c on c.id = w.creditor
        left join invoice i on i.creditor = w.creditor and i.number = w.canonical
        left join invoice t on t.creditor = w.creditor and t.number = w.number
        where w.settled_at is null and (:creditor::bigint is null or w.creditor = :creditor)
        order by c.handle, w.canonical, w.number
        """

    /// `number`: the twin's. Returns no row if it is none, or was settled before. The commit waits
    /// for the disk whatever the server's default.
    case settle = """
        update invoice_twin set settled_at = clock_timestamp()
        where creditor = :creditor and number = :number and settled_at is null
        returning canonical, set_config('synchronous_commit', 'on', true)
        """

    /// Clears the flag that keeps letters for the twin from going.
    case allow = """
        update invoice set flags = flags & ~:flag::integer, changed_at = clock_timestamp()
        where creditor = :creditor and number = :number
        """

    /// Gives the twin's reminders, all of them final, to the invoice.
    case joinReminders = """
        update reminder set number = :canonical, changed_at = clock_timestamp()
        where creditor = :creditor and number = :number
        """

    case dropInvoice = "delete from invoice where creditor = :creditor and number = :number"

    case untick = "delete from selection_tick where creditor = :creditor and number = :number"

    case dropTwin = "delete from invoice_twin where creditor = :creditor and number = :number"
}
