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
            decided_at = null, step = 'read', version = null, cause = null,
            due_at = excluded.due_at, turn = activation.turn + 1, held_until = '-infinity'
        """

    /// $1 creditor, $2 activation.
    case setActivation = "update creditor set activation = $2 where id = $1"

    /// $1 creditor, $2 what, $3 by whom, $4 cause, $5 Amili's words.
    case note = """
        insert into activation_event (creditor, what, by_whom, cause, why)
        values ($1, $2, $3, $4, $5)
        """

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

    /// $1 creditor.
    case forgetIssues = "delete from activation_issue where creditor = $1"

    /// $1 creditor, $2 fields, $3 messages.
    case addIssues = """
        insert into activation_issue (creditor, position, field, message)
        select $1, i.position, i.field, i.message
        from unnest($2::text[], $3::text[]) with ordinality i(field, message, position)
        """

    // The worker's answers

    /// $1 creditor, $2 turn. Row: (activation, cause). Locks the creditor before its activation.
    case lockTurn = """
        select c.activation, a.cause
        from creditor c join activation a on a.creditor = c.id
        where c.id = $1 and a.turn = $2
        for no key update of c
        """

    /// $1 creditor, $2 turn, $3 version, or null. The details are handed in next, at once.
    case lacksDetails = """
        update activation set
            held_until = '-infinity', asked_at = clock_timestamp(), step = 'hand_in',
            version = $3, cause = null, due_at = clock_timestamp()
        where creditor = $1 and turn = $2
        """

    /// $1 creditor, $2 turn, $3 handed in by this turn. Soon again, and each time later, up to ten
    /// minutes; so seldom from the first if the partner has to do something. That it could be read
    /// disproves that it may not be.
    case stillPending = """
        update activation set
            held_until = '-infinity', asked_at = clock_timestamp(), asked = asked + 1,
            step = 'read', version = null, cause = nullif(cause, 'no_access'),
            handed_in_at = case when $3::boolean then coalesce(handed_in_at, clock_timestamp())
                else handed_in_at end,
            due_at = clock_timestamp() + make_interval(secs => case
                when cause = 'partner_only' then 600 else least(2 * 2 ^ least(asked, 10), 600) end)
        where creditor = $1 and turn = $2
        """

    /// $1 creditor, $2 turn, $3 cause. In ten minutes again: somebody else has to do something.
    case hindered = """
        update activation set
            held_until = '-infinity', asked_at = clock_timestamp(), asked = asked + 1,
            step = 'read', version = null, cause = $3,
            due_at = clock_timestamp() + interval '600 s'
        where creditor = $1 and turn = $2
        """

    /// $1 creditor, $2 turn, $3 cause, or null. Row: (creditor).
    case decided = """
        update activation set
            held_until = '-infinity', asked_at = clock_timestamp(), asked = asked + 1,
            decided_at = clock_timestamp(), step = 'read', version = null, cause = $3
        where creditor = $1 and turn = $2
        returning creditor
        """

    /// $1 creditor, $2 turn, $3 seconds, or null: failed, and each time later. After a failure the
    /// creditor is read anew: the details may have come, or another version may be there.
    case later = """
        update activation set
            held_until = '-infinity', asked = asked + ($3::double precision is null)::integer,
            step = case when $3 is null then 'read' else step end,
            version = case when $3 is null then null else version end,
            due_at = clock_timestamp() + make_interval(
                secs => coalesce($3, least(2 * 2 ^ least(asked, 10), 600)))
        where creditor = $1 and turn = $2
        """
}
