import Database

/// SQL that counts the invoices of a run that were paid after the handover.
enum PaidSinceStatement: String, Statement {
    /// Counts the accepted reminders from `first` to `last` whose invoice is paid, by Amili's word
    /// or by our own register. The register tells what is left of an invoice and not what was, so a
    /// paid one counts with its total.
    case paidSince = """
        select count(*) as invoices, coalesce(sum(case when i.remaining_ore > 0 then i.remaining_ore
            else coalesce(i.total_ore, 0) end), 0)::bigint as ore
        from reminder r
        left join lateral (
            select total_ore, remaining_ore, flags from invoice
            where creditor = :creditor and number = r.number offset 0
        ) i on true
        where r.creditor = :creditor and r.run = :run and r.pos between :first and :last
            and r.state = 'a'
            and (r.amili_status = 'closed_paid' or r.amili_state = 'closed_paid'
                or i.flags & 1 <> 0 or i.remaining_ore <= 0)
        """

    /// Reads a run's creditor and its number of reminders.
    case sizeOfRun = "select creditor, total from run where id = :run"
}
