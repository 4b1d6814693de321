import Database

/// Invoices that are on file under two spellings of one number, from before the canonical number
/// knew them. Lock order as in `HumanStatement`.
enum SpellingStatement: String, Statement {
    /// $1 creditor, or null for all. Rows: (handle, canonical number, as written, state of its
    /// reminder, the twin's number, as written, state, found at) of those nobody has settled.
    case unsettled = """
        select c.handle, w.canonical, i.written, (
                select r.state::text from reminder r
                where r.creditor = w.creditor and r.number = w.canonical
                order by r.run desc, r.pos limit 1),
            w.number, t.written, (
                select r.state::text from reminder r
                where r.creditor = w.creditor and r.number = w.number
                order by r.run desc, r.pos limit 1),
            to_char(w.found_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        from invoice_twin w
        join creditor c on c.id = w.creditor
        left join invoice i on i.creditor = w.creditor and i.number = w.canonical
        left join invoice t on t.creditor = w.creditor and t.number = w.number
        where w.settled_at is null and ($1::bigint is null or w.creditor = $1)
        order by c.handle, w.canonical, w.number
        """

    /// $1 creditor, $2 the twin's number. Row: (canonical number).
    case settle = """
        update invoice_twin set settled_at = clock_timestamp()
        where creditor = $1 and number = $2 and settled_at is null
        returning canonical, set_config('synchronous_commit', 'on', true)
        """

    /// $1 creditor, $2 number, $3 the flag: a letter may go for it.
    case allow = """
        update invoice set flags = flags & ~$3::integer, changed_at = clock_timestamp()
        where creditor = $1 and number = $2
        """

    /// $1 creditor, $2 number, $3 canonical number: its reminders, all of them final, become the
    /// invoice's.
    case joinReminders = """
        update reminder set number = $3, changed_at = clock_timestamp()
        where creditor = $1 and number = $2
        """

    /// $1 creditor, $2 number.
    case dropInvoice = "delete from invoice where creditor = $1 and number = $2"

    /// $1 creditor, $2 number.
    case untick = "delete from selection_tick where creditor = $1 and number = $2"

    /// $1 creditor, $2 number.
    case dropTwin = "delete from invoice_twin where creditor = $1 and number = $2"
}
