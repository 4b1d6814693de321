import Database

/// Stores a bookkeeper's request to activate a creditor. Lock order: creditor, activation.
enum ActivationRequestStatement: String, Statement {
    /// Tells whether the ids at Amili may be corrected. They may not once a letter is out, may be
    /// out, or may still go, because look-ups would then ask for it under another creditor.
    case mayCorrectIDs = """
        select not exists (
            select from part where creditor = :creditor and (n_a + n_u > 0 or state <> 'done')
        ) as may_correct
        """

    case correctIDs = """
        update creditor set account = :account, amili_creditor = :amili_creditor
        where id = :creditor
        """

    /// Tells whether another creditor has this pair of ids.
    case areIDsTaken = """
        select exists (
            select from creditor
            where account = :account and amili_creditor = :amili_creditor and id <> :creditor
        ) as are_taken
        """

    /// Stores the details, and makes the next turn due at once. A later request replaces the
    /// earlier one; its new turn number makes an answer to the earlier one void. `agreed_by`: a
    /// login name.
    case request = """
        insert into activation (creditor, payout_kind, payout_number, sender_line, sender_zip,
            sender_city, sender_country, invoice_line, invoice_zip, invoice_city,
            invoice_country, debt_description, agreed_by)
        values (:creditor, :payout_kind, :payout_number, :sender_line, :sender_zip,
            :sender_city, :sender_country, :invoice_line, :invoice_zip, :invoice_city,
            :invoice_country, :debt_description, :agreed_by)
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

    /// Deletes what Amili objected to in the details that were handed in before.
    case forgetIssues = "delete from activation_issue where creditor = :creditor"
}
