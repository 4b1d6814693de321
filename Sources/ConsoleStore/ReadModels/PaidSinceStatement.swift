import Database

/// What of a run was paid after it was handed over.
enum PaidSinceStatement: String, Statement {
    /// $1 creditor, $2 run, $3 first position, $4 last. Row: (invoices, öre) of what was handed
    /// over and is paid by now, by Amili's word or by our own register. An invoice's own register
    /// tells what is left of it, not what was: of a paid one its total counts.
    case paidSince = """
        select count(*), coalesce(sum(case when i.remaining_ore > 0 then i.remaining_ore
            else coalesce(i.total_ore, 0) end), 0)::bigint
        from reminder r
        left join lateral (
            select total_ore, remaining_ore, flags from invoice
            where creditor = $1 and number = r.number offset 0
        ) i on true
        where r.creditor = $1 and r.run = $2 and r.pos between $3 and $4 and r.state = 'a'
            and (r.amili_status = 'closed_paid' or r.amili_state = 'closed_paid'
                or i.flags & 1 <> 0 or i.remaining_ore <= 0)
        """

    /// $1 run. Row: (creditor, reminders).
    case sizeOfRun = "select creditor, total from run where id = $1"
}
