import Database

/// How a creditor stands with Amili.
enum ActivationStatement: String, Statement {
    /// `may_correct_ids`: no letter is out or may go. `next_question_at` null: it is not pending.
    /// The columns from `payout_kind` on are the details; null if nobody has given any.
    case activation = """
        select c.activation, c.account, c.amili_creditor,
            not exists (select from part p
                where p.creditor = c.id and (p.n_a + p.n_u > 0 or p.state <> 'done'))
                as may_correct_ids,
            a.agreed_by,
            to_char(a.agreed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as agreed_at,
            to_char(a.handed_in_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                as handed_in_at,
            to_char(a.asked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as asked_at,
            case when c.activation = 'pending'
                then to_char(a.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end
                as next_question_at,
            to_char(a.decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as decided_at,
            a.cause, a.payout_kind, a.payout_number, a.sender_line, a.sender_zip, a.sender_city,
            a.sender_country, a.invoice_line, a.invoice_zip, a.invoice_city, a.invoice_country,
            a.debt_description
        from creditor c left join activation a on a.creditor = c.id
        where c.id = :creditor
        """

    /// `handle` null: all. Those of each creditor stand in the order in which Amili named them.
    case issues = """
        select i.creditor, i.field, i.message
        from activation_issue i join creditor c on c.id = i.creditor
        where :handle::text is null or c.handle = :handle order by i.creditor, i.position
        """

    /// They stand in the order in which Amili named them.
    case issuesOf = """
        select creditor, field, message from activation_issue where creditor = :creditor
        order by position
        """
}
