import Database

/// Reminders that are made by hand. Lock order: loader, creditor, run, part, reminder, permit,
/// invoice; whoever changes a manual reminder holds its part.
enum ManualStatement: String, Statement {
    /// $1 creditor, $2 invoice. Row: (run, position, state, to do, done, run held) of the reminder
    /// that holds the permit; state null if it is pruned, to do null unless it is made by hand.
    case holder = """
        select h.run, h.pos, r.state::text, m.todo, m.done_at is not null, u.state = 'held'
        from permit h
        left join reminder r on r.creditor = h.creditor and r.run = h.run and r.pos = h.pos
        left join manual_reminder m
            on m.creditor = h.creditor and m.run = h.run and m.pos = h.pos
        left join run u on u.id = h.run
        where h.creditor = $1 and h.number = $2
        """

    /// $1 creditor, $2 run, $3 position. Row: (done).
    case isDone = """
        select done_at is not null from manual_reminder
        where creditor = $1 and run = $2 and pos = $3
        """

    /// $1 run, $2 position. Row: (first, last, stopped). The commit waits for the disk whatever the
    /// server's default.
    case lockPart = """
        select first, last, stopped, set_config('synchronous_commit', 'on', true)
        from part where run = $1 and first = ($2::integer - 1) / 99 * 99 + 1 for no key update
        """

    /// $1 creditor, $2 run, $3 position. Row: (creditor's name, today in Sweden, grace, fee claimed
    /// before by another reminder, the sender's columns, then those of the reminder and invoice).
    ///
    /// A reminder that Amili accepted counts as a claimed fee: Amili's reminders have one.
    case facts = """
        select c.name, to_char(clock_timestamp() at time zone 'Europe/Stockholm', 'YYYY-MM-DD'),
            u.grace_bank_days,
            exists (
                select from reminder o
                left join manual_reminder d
                    on d.creditor = o.creditor and d.run = o.run and d.pos = o.pos
                where o.creditor = r.creditor and o.number = r.number
                    and (o.run, o.pos) <> (r.run, r.pos) and (o.state = 'a' or d.fee_ore > 0)),
            l.address_lines, l.bankgiro, l.plusgiro, l.phone, l.email, l.fee_agreed, l.pay_by_days,
            m.by_email, m.with_interest, m.with_fee, m.todo,
            to_char(m.done_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), m.done_by,
            to_char(m.claimed_until, 'YYYY-MM-DD'), m.claimed_ore, m.interest_ore, m.fee_ore,
            r.number, i.written, i.customer_number, i.name, i.id_number, i.is_company,
            i.address_line, i.zip_code, i.city, i.country, i.email, i.mobile_number,
            i.description, to_char(i.invoice_date, 'YYYY-MM-DD'),
            to_char(i.due_date, 'YYYY-MM-DD'), i.total_ore, i.remaining_ore, i.currency, i.ocr,
            i.invoice_fee_ore, i.reminder_fee_ore, to_char(i.reminder_fee_date, 'YYYY-MM-DD'),
            i.flags | coalesce((
                select 256 from customer_credit n
                where n.creditor = $1 and n.customer_number = i.customer_number
                    and n.balance_ore <= 0), 0)
        from manual_reminder m
        join reminder r on r.creditor = m.creditor and r.run = m.run and r.pos = m.pos
        join run u on u.id = m.run
        join creditor c on c.id = m.creditor
        left join creditor_letter l on l.creditor = m.creditor
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        where m.creditor = $1 and m.run = $2 and m.pos = $3
        """

    /// $1 creditor, $2 run (null: all), $3 after run, $4 after position, $5 limit. Rows: (run,
    /// position, today in Sweden, grace, then the columns of the reminder and invoice as in
    /// `facts`, was its letter ever shown). What a held run has is not to be done yet, what a
    /// cancelled one has not any more: each row asks its run, for the planner would rather join and
    /// sort all of a run that is fresh.
    case toDo = """
        select m.run, m.pos,
            to_char(clock_timestamp() at time zone 'Europe/Stockholm', 'YYYY-MM-DD'),
            u.grace_bank_days, m.by_email, m.with_interest, m.with_fee, m.todo,
            to_char(m.done_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), m.done_by,
            to_char(m.claimed_until, 'YYYY-MM-DD'), m.claimed_ore, m.interest_ore, m.fee_ore,
            r.number, i.written, i.customer_number, i.name, i.id_number, i.is_company,
            i.address_line, i.zip_code, i.city, i.country, i.email, i.mobile_number,
            i.description, to_char(i.invoice_date, 'YYYY-MM-DD'),
            to_char(i.due_date, 'YYYY-MM-DD'), i.total_ore, i.remaining_ore, i.currency, i.ocr,
            i.invoice_fee_ore, i.reminder_fee_ore, to_char(i.reminder_fee_date, 'YYYY-MM-DD'),
            i.flags, m.shown_until is not null
        from (
            select m.* from manual_reminder m
            where m.creditor = $1 and m.todo and ($2::bigint is null or m.run = $2)
                and (m.run, m.pos) > ($3::bigint, $4::integer)
                and (select state <> 'held' and stopped_at is null from run where id = m.run)
            order by m.run, m.pos limit $5
        ) m
        join run u on u.id = m.run
        join reminder r on r.creditor = m.creditor and r.run = m.run and r.pos = m.pos
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        order by m.run, m.pos
        """

    /// As `toDo`, of those that were done.
    case done = """
        select m.run, m.pos,
            to_char(clock_timestamp() at time zone 'Europe/Stockholm', 'YYYY-MM-DD'),
            u.grace_bank_days, m.by_email, m.with_interest, m.with_fee, m.todo,
            to_char(m.done_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), m.done_by,
            to_char(m.claimed_until, 'YYYY-MM-DD'), m.claimed_ore, m.interest_ore, m.fee_ore,
            r.number, i.written, i.customer_number, i.name, i.id_number, i.is_company,
            i.address_line, i.zip_code, i.city, i.country, i.email, i.mobile_number,
            i.description, to_char(i.invoice_date, 'YYYY-MM-DD'),
            to_char(i.due_date, 'YYYY-MM-DD'), i.total_ore, i.remaining_ore, i.currency, i.ocr,
            i.invoice_fee_ore, i.reminder_fee_ore, to_char(i.reminder_fee_date, 'YYYY-MM-DD'),
            i.flags, m.shown_until is not null
        from (
            select m.* from manual_reminder m
            where m.creditor = $1 and m.done_at is not null and ($2::bigint is null or m.run = $2)
                and (m.run, m.pos) > ($3::bigint, $4::integer)
            order by m.run, m.pos limit $5
        ) m
        join run u on u.id = m.run
        join reminder r on r.creditor = m.creditor and r.run = m.run and r.pos = m.pos
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        order by m.run, m.pos
        """

    // Deciding

    /// $1 creditor, $2 run, $3 position, $4 who, $5 the letter's date, $6 left of the invoice,
    /// $7 interest, $8 fee.
    case markDone = """
        update manual_reminder set todo = false, done_at = clock_timestamp(), done_by = $4,
            claimed_until = $5, claimed_ore = $6, interest_ore = $7, fee_ore = $8
        where creditor = $1 and run = $2 and pos = $3 and todo
        """

    /// $1 creditor, $2 run, $3 position, $4 the letter's date, $5 left of the invoice, $6 interest,
    /// $7 fee.
    case noteShown = """
        update manual_reminder set shown_until = $4, shown_ore = $5, shown_interest_ore = $6,
            shown_fee_ore = $7
        where creditor = $1 and run = $2 and pos = $3 and todo
            and (shown_until, shown_ore, shown_interest_ore, shown_fee_ore)
                is distinct from ($4::date, $5::bigint, $6::bigint, $7::bigint)
        """

    /// $1 creditor, $2 run, $3 position. Row: (the letter's date, left of the invoice, interest,
    /// fee) as the letter was last shown, the date null if it never was.
    case shown = """
        select to_char(shown_until, 'YYYY-MM-DD'), shown_ore, shown_interest_ore, shown_fee_ore
        from manual_reminder where creditor = $1 and run = $2 and pos = $3
        """

    /// $1 creditor, $2 run, $3 position.
    case undo = """
        update manual_reminder set todo = true, done_at = null, done_by = null,
            claimed_until = null, claimed_ore = null, interest_ore = null, fee_ore = null
        where creditor = $1 and run = $2 and pos = $3 and done_at is not null
        """

    /// $1 creditor, $2 run, $3 position, $4 reason: null when it is to do again.
    case setReason = """
        update reminder set reason = $4::smallint, changed_at = now(),
            confirmed_at = case when $4 is null then null else now() end
        where creditor = $1 and run = $2 and pos = $3 and state = 'm'
        """

    /// $1 run, $2 first.
    case openManual = "update part set manual_open = true where run = $1 and first = $2"

    /// $1 creditor, $2 invoice, $3 fee, $4 the letter's date: a later registration at Amili tells
    /// of it.
    case noteFee = """
        update invoice set reminder_fee_ore = $3, reminder_fee_date = $4,
            changed_at = clock_timestamp()
        where creditor = $1 and number = $2
        """

    /// As `noteFee`: takes back that very note. What a file has said since stays.
    case forgetFee = """
        update invoice set reminder_fee_ore = null, reminder_fee_date = null,
            changed_at = clock_timestamp()
        where creditor = $1 and number = $2 and reminder_fee_ore = $3 and reminder_fee_date = $4
        """

    // The sender

    /// $1 creditor. Row: (the sender's columns as in `facts`).
    case sender = """
        select address_lines, bankgiro, plusgiro, phone, email, fee_agreed, pay_by_days
        from creditor_letter where creditor = $1
        """

    /// $1 creditor, $2 address lines, $3 bankgiro, $4 plusgiro, $5 phone, $6 e-mail, $7 fee agreed,
    /// $8 days to pay by.
    case setSender = """
        insert into creditor_letter (creditor, address_lines, bankgiro, plusgiro, phone, email,
            fee_agreed, pay_by_days)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (creditor) do update set
            address_lines = excluded.address_lines, bankgiro = excluded.bankgiro,
            plusgiro = excluded.plusgiro, phone = excluded.phone, email = excluded.email,
            fee_agreed = excluded.fee_agreed, pay_by_days = excluded.pay_by_days,
            changed_at = clock_timestamp()
        """
}
