import Database

/// SQL that reads how creditors stand with Amili.
enum ActivationStatement: String, Statement {
    /// One row if the creditor exists. `may_correct_ids`: no letter is out or may go.
    /// `next_question_at` is null unless the activation is pending. The details are `payout_kind`
    /// and all columns after it; null if nobody has given any.
    case activation = """
        select c.activation, c.account, c.amili_creditor,
            not exists (select from part p
                where p.creditor = c.id and (p.n_a + p.n_u > 0 or p.state <> 'done'))
                as may_correct_ids,
            a.agreed_by,
            extract(epoch from a.agreed_at) as agreed_at,
            extract(epoch from a.handed_in_at)
                as handed_in_at,
            extract(epoch from a.asked_at) as asked_at,
            case when c.activation = 'pending'
                then extract(epoch from a.due_at) end
                as next_question_at,
            extract(epoch from a.decided_at) as decided_at,
            a.cause, a.payout_kind, a.payout_number, a.sender_line, a.sender_zip, a.sender_city,
            a.sender_country, a.invoice_line, a.invoice_zip, a.invoice_city, a.invoice_country,
            a.debt_description
        from creditor c left join activation a on a.creditor = c.id
        where c.id = :creditor
        """

    /// Lists Amili's objections, those of each creditor in the order in which Amili named them.
    case issues = """
        select creditor, field, message from activation_issue
        where creditor = any(:creditors::bigint[]) order by creditor, position
        """
}
