import Database

/// A new run out of old reminders: never of accepted ones, nor of those in doubt.
enum ResubmitStatement: String, Statement {
    /// $1 creditor, $2 run (null: all of the creditor's), $3 states, $4 reasons (null: all).
    /// Row: (how many match, the sum of their places): frozen, it names the new run, so that the
    /// same wish twice is one run.
    case fingerprint = """
        select count(*), coalesce(sum(run::numeric * 1000003 + pos), 0)::text
        from reminder
        where creditor = $1 and ($2::bigint is null or run = $2)
            and state::text = any($3::text[])
            and ($4::smallint[] is null or reason = any($4::smallint[]))
            and reason is distinct from 43 and reason is distinct from 44
        """

    /// $1 creditor, $2 run (null: all), $3 states, $4 reasons, $5 after run, $6 after position,
    /// $7 limit, $8 the run being made. Rows: (run, position, number, the invoice's columns, age of
    /// its knowledge in seconds, then by e-mail, with interest, with fee, null unless it was to be
    /// done by hand).
    ///
    /// A reminder whose invoice went another time since is history: the later one counts. Lines
    /// that the file had twice (43, 44) stand for nothing of their own.
    case page = """
        select r.run, r.pos, r.number, i.written, i.customer_number, i.name, i.id_number,
            i.is_company, i.address_line, i.zip_code, i.city, i.country, i.email,
            i.mobile_number, i.description, to_char(i.invoice_date, 'YYYY-MM-DD'),
            to_char(i.due_date, 'YYYY-MM-DD'), i.total_ore, i.remaining_ore, i.currency, i.ocr,
            i.invoice_fee_ore, i.reminder_fee_ore, to_char(i.reminder_fee_date, 'YYYY-MM-DD'),
            i.flags, extract(epoch from clock_timestamp() - i.as_of),
            m.by_email, m.with_interest, m.with_fee
        from (
            select r.creditor, r.run, r.pos, r.number from reminder r
            where r.creditor = $1 and ($2::bigint is null or r.run = $2)
                and (r.run, r.pos) > ($5::bigint, $6::integer) and r.run < $8
                and r.state::text = any($3::text[])
                and ($4::smallint[] is null or r.reason = any($4::smallint[]))
                and r.reason is distinct from 43 and r.reason is distinct from 44
                and not exists (
                    select from reminder n
                    where n.creditor = r.creditor and n.number = r.number and n.run > r.run
                        and n.run < $8
                        and (n.state <> 's' or ($2::bigint is null
                            and n.state::text = any($3::text[])
                            and ($4::smallint[] is null or n.reason = any($4::smallint[])))))
            order by r.run, r.pos limit $7
        ) r
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        left join manual_reminder m
            on m.creditor = r.creditor and m.run = r.run and m.pos = r.pos
        order by r.run, r.pos
        """

    /// $1 creditor, $2 key, $3 grace, $4 who. Row: (id).
    case openRun = """
        insert into run (creditor, key, digest, state, as_of, grace_bank_days, created_by)
        values ($1, $2, $2, 'loading', clock_timestamp(), $3, $4)
        returning id
        """

    /// $1 run. Row: (creditor, handle, grace).
    case oldRun = """
        select u.creditor, c.handle, u.grace_bank_days
        from run u join creditor c on c.id = u.creditor where u.id = $1
        """
}
