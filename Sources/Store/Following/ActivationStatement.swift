/// How a creditor becomes active at Amili. Lock order: creditor, activation.
enum ActivationStatement: String, Statement {
    /// $1 creditor. Row: (activation, account, amili creditor).
    case lockCreditor = """
        select activation, account, amili_creditor from creditor where id = $1 for update
        """

    /// $1 creditor. Row: (may Amili's ids be corrected). Not while a letter is out, may be out, or
    /// may go: it would be looked for under another name.
    case mayCorrectIDs = """
        select not exists (
            select from part where creditor = $1 and (n_a + n_u > 0 or state <> 'done'))
        """

    /// $1 creditor, $2 account, $3 amili creditor.
    case correctIDs = """
        update creditor set account = $2, amili_creditor = $3 where id = $1
        """

    /// $1 creditor, $2 account, $3 amili creditor. Row: (is it another creditor's).
    case areIDsTaken = """
        select exists (
            select from creditor where account = $2 and amili_creditor = $3 and id <> $1)
        """

    /// $1 creditor, $2 payout kind, $3 number, $4 to $7 the sender, $8 to $11 the invoice address,
    /// $12 description, $13 by whom. Amili is asked at once.
    case request = """
        insert into activation (creditor, payout_kind, payout_number, sender_line, sender_zip,
            sender_city, sender_country, invoice_line, invoice_zip, invoice_city,
            invoice_country, debt_description, agreed_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict (creditor) do update set
            payout_kind = excluded.payout_kind, payout_number = excluded.payout_number,
            sender_line = excluded.sender_line, sender_zip = excluded.sender_zip,
            sender_city = excluded.sender_city, sender_country = excluded.sender_country,
            invoice_line = excluded.invoice_line, invoice_zip = excluded.invoice_zip,
            invoice_city = excluded.invoice_city, invoice_country = excluded.invoice_country,
            debt_description = excluded.debt_description, agreed_by = excluded.agreed_by,
            agreed_at = excluded.agreed_at, handed_in_at = null, asked_at = null, asked = 0,
            decided_at = null, reason = null, due_at = excluded.due_at,
            turn = activation.turn + 1, held_until = '-infinity'
        """

    /// $1 creditor, $2 activation.
    case setActivation = "update creditor set activation = $2 where id = $1"

    /// $1 creditor, $2 what, $3 by whom, $4 why.
    case note = """
        insert into activation_event (creditor, what, by_whom, why) values ($1, $2, $3, $4)
        """

    /// $1 creditor. Row: (activation, account, amili creditor, may ids be corrected, agreed by,
    /// agreed, handed in, asked, next question, decided, reason, then the details).
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
            a.reason, a.payout_kind, a.payout_number, a.sender_line, a.sender_zip, a.sender_city,
            a.sender_country, a.invoice_line, a.invoice_zip, a.invoice_city, a.invoice_country,
            a.debt_description
        from creditor c left join activation a on a.creditor = c.id
        where c.id = $1
        """

    // The worker's answers

    /// $1 creditor, $2 turn. Row: (activation). Locks the creditor before its activation.
    case lockTurn = """
        select c.activation from creditor c
        where c.id = $1 and exists (
            select from activation a where a.creditor = $1 and a.turn = $2)
        for no key update
        """

    /// $1 creditor, $2 turn, $3 handed in. Soon again, and each time later, up to ten minutes.
    case stillPending = """
        update activation set
            held_until = '-infinity', asked_at = clock_timestamp(), asked = asked + 1,
            handed_in_at = case when $3::boolean then coalesce(handed_in_at, clock_timestamp())
                else handed_in_at end,
            due_at = clock_timestamp()
                + make_interval(secs => least(2 * 2 ^ least(asked, 10), 600))
        where creditor = $1 and turn = $2
        """

    /// $1 creditor, $2 turn, $3 reason, or null. Row: (creditor).
    case decided = """
        update activation set
            held_until = '-infinity', asked_at = clock_timestamp(), asked = asked + 1,
            decided_at = clock_timestamp(), reason = $3
        where creditor = $1 and turn = $2
        returning creditor
        """

    /// $1 creditor, $2 turn, $3 seconds, or null: failed, and each time later.
    case later = """
        update activation set
            held_until = '-infinity', asked = asked + ($3::double precision is null)::integer,
            due_at = clock_timestamp() + make_interval(
                secs => coalesce($3, least(2 * 2 ^ least(asked, 10), 600)))
        where creditor = $1 and turn = $2
        """
}
