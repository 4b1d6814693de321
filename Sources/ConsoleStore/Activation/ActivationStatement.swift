import Database

/// How a creditor stands with Amili.
enum ActivationStatement: String, Statement {
    /// $1 creditor. Row: (activation, account, amili creditor, may ids be corrected, agreed by,
    /// agreed, handed in, asked, next question, decided, cause, then the details).
    case activation = """
        select c.activation, c.account, c.amili_creditor,
            not exists (select from part p
                where p.creditor = c.id and (p.n_a + p.n_u > 0 or p.state <> 'done')),
            a.agreed_by,
            to_char(a.agreed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            to_char(a.handed_in_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            to_char(a.asked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            case when c.activation = 'pending'
                then to_char(a.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end,
            to_char(a.decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            a.cause, a.payout_kind, a.payout_number, a.sender_line, a.sender_zip, a.sender_city,
            a.sender_country, a.invoice_line, a.invoice_zip, a.invoice_city, a.invoice_country,
            a.debt_description
        from creditor c left join activation a on a.creditor = c.id
        where c.id = $1
        """

    /// $1 handle, or null for all. Rows: (creditor, field, message), of each as Amili named them.
    case issues = """
        select i.creditor, i.field, i.message
        from activation_issue i join creditor c on c.id = i.creditor
        where $1::text is null or c.handle = $1 order by i.creditor, i.position
        """

    /// $1 creditor. Rows: (creditor, field, message).
    case issuesOf = """
        select creditor, field, message from activation_issue where creditor = $1
        order by position
        """
}
