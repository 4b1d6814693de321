import Database

/// Makes a new run of old reminders; never of accepted ones, nor of those in doubt.
enum ResubmitStatement: String, Statement {
    /// Counts the reminders that match, and adds up their places. Both are part of the new run's
    /// key, so that the same request twice is one run. `run` null: all of the creditor's. `reasons`
    /// null: all.
    case fingerprint = """
        select count(*) as matching,
            coalesce(sum(run::numeric * 1000003 + pos), 0)::text as places
        from reminder
        where creditor = :creditor and (:run::bigint is null or run = :run)
            and state::text = any(:states::text[])
            and (:reasons::smallint[] is null or reason = any(:reasons::smallint[]))
            and reason is distinct from {duplicateReason}
            and reason is distinct from {spelledTwiceReason}
        """

    /// `run` null: all of the creditor's. `reasons` null: all. `new_run`: the run being made. The
    /// invoice's columns are null if it is no longer on file; `age` is that of its knowledge, in
    /// seconds; the choices are null unless the reminder was to be done by hand.
    ///
    /// A reminder whose invoice went another time since is history: the later one counts. Lines
    /// that the file had twice stand for nothing of their own.
    case page = """
        select r.run, r.pos, r.number, {invoiceColumns}, i.flags,
            extract(epoch from clock_timestamp() - i.as_of) as age,
            m.by_email, m.with_interest, m.with_fee
        from (
            select r.creditor, r.run, r.pos, r.number from reminder r
            where r.creditor = :creditor and (:run::bigint is null or r.run = :run)
                and (r.run, r.pos) > (:after_run::bigint, :after_position::integer)
                and r.run < :new_run
                and r.state::text = any(:states::text[])
                and (:reasons::smallint[] is null or r.reason = any(:reasons::smallint[]))
                and r.reason is distinct from {duplicateReason}
                and r.reason is distinct from {spelledTwiceReason}
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

    /// Opens a run of invoices that are on file. Its key stands in for a file's digest.
    case openRun = """
        insert into run (creditor, key, digest, state, as_of, grace_bank_days, created_by)
        values (:creditor, :key, :key, 'loading', clock_timestamp(), :grace_bank_days,
            :created_by)
        returning id
        """

    /// Returns no row if there is no such run.
    case oldRun = """
        select u.creditor, c.handle, u.grace_bank_days
        from run u join creditor c on c.id = u.creditor where u.id = :run
        """
}
