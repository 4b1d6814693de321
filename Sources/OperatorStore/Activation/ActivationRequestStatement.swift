import Database

/// A bookkeeper asks for the activation of a creditor. Lock order: creditor, activation.
enum ActivationRequestStatement: String, Statement {
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

    /// $1 creditor.
    case forgetIssues = "delete from activation_issue where creditor = $1"
}
