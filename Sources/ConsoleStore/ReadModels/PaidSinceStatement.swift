import Database

/// The invoices of a run that were paid after the handover.
enum PaidSinceStatement: String, Statement {
    /// What was handed over and is paid by now, by Amili's word or by our own register. `first` and
    /// `last`: positions. An invoice's own register tells what is left of it, not what was: of a
    /// paid one its total counts.
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

    /// `total`: reminders.
    case sizeOfRun = "select creditor, total from run where id = :run"
}
