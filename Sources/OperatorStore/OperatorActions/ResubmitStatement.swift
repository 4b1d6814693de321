import Database

/// A new run out of old reminders: never of accepted ones, nor of those in doubt.
enum ResubmitStatement: String, Statement {
    /// `run` null: all of the creditor's. `reasons` null: all. How many match, and the sum of their
    /// places. Frozen, they name the new run, so that the same wish twice is one run.
    case fingerprint = """
        select count(*) as matching,
            coalesce(sum(run::numeric * 1000003 + pos), 0)::text as places
        from reminder
        where creditor = :creditor and (:run::bigint is null or run = :run)
            and state::text = any(:states::text[])
            and (:reasons::smallint[] is null or reason = any(:reasons::smallint[]))
            and reason is distinct from 43 and reason is distinct from 44
        """

    /// `run` null: all of the creditor's. `reasons` null: all. `new_run`: the run being made. The
    /// invoice's columns are null if it is no longer on file; `age` is that of its knowledge, in
    /// seconds; the choices are null unless it was to be done by hand.
    ///
    /// A reminder whose invoice went another time since is history: the later one counts. Lines
    /// that the file had twice (43, 44) stand for nothing of their own.
    case page = """
        select r.run, r.pos, r.number, i.written, i.customer_number, i.name, i.id_number,
            i.is_company, i.address_line, i.zip_code, i.city, i.country, i.email,
            i.mobile_number, i.description, to_char(i.invoice_date, 'YYYY-MM-DD') as invoice_date,
            to_char(i.due_date, 'YYYY-MM-DD') as due_date, i.total_ore, i.remaining_ore,
            i.currency, i.ocr, i.invoice_fee_ore, i.reminder_fee_ore,
            to_char(i.reminder_fee_date, 'YYYY-MM-DD') as reminder_fee_date, i.flags,
            extract(epoch from clock_timestamp() - i.as_of) as age,
            m.by_email, m.with_interest, m.with_fee
        from (
            select r.creditor, r.run, r.pos, r.number from reminder r
            where r.creditor = :creditor and (:run::bigint is null or r.run = :run)
                and (r.run, r.pos) > (:after_run::bigint, :after_position::integer)
                and r.run < :new_run
                and r.state::text = any(:states::text[])
                and (:reasons::smallint[] is null or r.reason = any(:reasons::smallint[]))
                and r.reason is distinct from 43 and r.reason is distinct from 44
                and not exists (
                    select from reminder n
                    where n.creditor = r.creditor and n.number = r.number and n.run > r.run
                        and n.run < :new_run
                        and (n.state <> 's' or (:run::bigint is null
                            and n.state::text = any(:states::text[])
                            and (:reasons::smallint[] is null
                                or n.reason = any(:reasons::smallint[])))))
            order by r.run, r.pos limit :limit
        ) r
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        left join manual_reminder m
            on m.creditor = r.creditor and m.run = r.run and m.pos = r.pos
        order by r.run, r.pos
        """

    case openRun = """
        insert into run (creditor, key, digest, state, as_of, grace_bank_days, created_by)
        values (:creditor, :key, :key, 'loading', clock_timestamp(), :grace_bank_days,
            :created_by)
        returning id
        """

    case oldRun = """
        select u.creditor, c.handle, u.grace_bank_days
        from run u join creditor c on c.id = u.creditor where u.id = :run
        """
}
