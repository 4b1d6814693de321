import Database

/// Invoices that are on file under two spellings of one number, from before the canonical number
/// knew them. Lock order as in `HumanStatement`.
enum SpellingStatement: String, Statement {
    /// `creditor` null: all. Rows of those that nobody has settled. `state`: of the latest reminder
    /// of the canonical number, null if it has none; `twin_state`: the same, of the twin's.
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
            to_char(w.found_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as found_at
        from invoice_twin w
        join creditor c on c.id = w.creditor
        left join invoice i on i.creditor = w.creditor and i.number = w.canonical
        left join invoice t on t.creditor = w.creditor and t.number = w.number
        where w.settled_at is null and (:creditor::bigint is null or w.creditor = :creditor)
        order by c.handle, w.canonical, w.number
        """

    /// `number`: the twin's. No row: it is none, or it was settled before.
    case settle = """
        update invoice_twin set settled_at = clock_timestamp()
        where creditor = :creditor and number = :number and settled_at is null
        returning canonical, set_config('synchronous_commit', 'on', true)
        """

    /// A letter may go for it: the flag goes.
    case allow = """
        update invoice set flags = flags & ~:flag::integer, changed_at = clock_timestamp()
        where creditor = :creditor and number = :number
        """

    /// Its reminders, all of them final, become the invoice's.
    case joinReminders = """
        update reminder set number = :canonical, changed_at = clock_timestamp()
        where creditor = :creditor and number = :number
        """

    case dropInvoice = "delete from invoice where creditor = :creditor and number = :number"

    case untick = "delete from selection_tick where creditor = :creditor and number = :number"

    case dropTwin = "delete from invoice_twin where creditor = :creditor and number = :number"
}
