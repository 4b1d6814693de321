import Database

/// Reads and changes reminders that are made by hand. Lock order: loader, creditor, run, part,
/// reminder, permit, invoice. A transaction that changes what is to do holds the part.
enum ManualStatement: String, Statement {
    /// Returns the reminder that holds the permit. `state` null: it is pruned. `todo` null: it is
    /// not made by hand.
    case holder = """
        select h.run, h.pos, r.state::text, m.todo, m.done_at is not null as is_done,
            u.state = 'held' as is_held
        from permit h
        left join reminder r on r.creditor = h.creditor and r.run = h.run and r.pos = h.pos
        left join manual_reminder m
            on m.creditor = h.creditor and m.run = h.run and m.pos = h.pos
        left join run u on u.id = h.run
        where h.creditor = :creditor and h.number = :number
        """

    case isDone = """
        select done_at is not null as is_done from manual_reminder
        where creditor = :creditor and run = :run and pos = :position
        """

    /// Locks the part of a position. The commit waits for the disk whatever the server's default.
    case lockPart = """
        select first, last, stopped, set_config('synchronous_commit', 'on', true)
        from part
        where run = :run and first = (:position::integer - 1) / {partSize} * {partSize} + 1
        for no key update
        """

    /// `today`: in Sweden. `was_fee_claimed`: by another reminder of the invoice. The sender's
    /// columns are null if nobody has set them, the invoice's if it is no longer on file.
    ///
    /// A reminder that Amili accepted counts as a claimed fee, because Amili's reminders have one.
    case facts = """
        select c.name as creditor_name,
            exists (
                select from reminder o
                left join manual_reminder d
                    on d.creditor = o.creditor and d.run = o.run and d.pos = o.pos
                where o.creditor = r.creditor and o.number = r.number
                    and (o.run, o.pos) <> (r.run, r.pos) and (o.state = 'a' or d.fee_ore > 0)
            ) as was_fee_claimed,
            l.address_lines, l.bankgiro, l.plusgiro, l.phone, l.email as sender_email,
            l.fee_agreed, l.pay_by_days,
            {manualColumns}, {flagsWithCredits} as flags
        from manual_reminder m
        join reminder r on r.creditor = m.creditor and r.run = m.run and r.pos = m.pos
        join run u on u.id = m.run
        join creditor c on c.id = m.creditor
        left join creditor_letter l on l.creditor = m.creditor
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        where m.creditor = :creditor and m.run = :run and m.pos = :position
        """

    /// `run` null: all. `was_shown`: the letter was shown at least once. Reminders of a held run
    /// are not to be done yet, those of a cancelled one no longer. Each row asks for its own run,
    /// because the planner would rather join and sort all of a run that is fresh.
    case toDo = """
        select m.run, m.pos, {manualColumns}, i.flags, m.shown_until is not null as was_shown
        from (
            select m.* from manual_reminder m
            where m.creditor = :creditor and m.todo and (:run::bigint is null or m.run = :run)
                and (m.run, m.pos) > (:after_run::bigint, :after_position::integer)
                and (select state <> 'held' and stopped_at is null from run where id = m.run)
            order by m.run, m.pos limit :limit
        ) m
        join run u on u.id = m.run
        join reminder r on r.creditor = m.creditor and r.run = m.run and r.pos = m.pos
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        order by m.run, m.pos
        """

    /// Like `toDo`, for reminders that were done.
    case done = """
        select m.run, m.pos, {manualColumns}, i.flags, m.shown_until is not null as was_shown
        from (
            select m.* from manual_reminder m
            where m.creditor = :creditor and m.done_at is not null
                and (:run::bigint is null or m.run = :run)
                and (m.run, m.pos) > (:after_run::bigint, :after_position::integer)
            order by m.run, m.pos limit :limit
        ) m
        join run u on u.id = m.run
        join reminder r on r.creditor = m.creditor and r.run = m.run and r.pos = m.pos
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        order by m.run, m.pos
        """

    // Decisions

    /// `day`: the letter's date. `remaining_ore`: what was left of the invoice. `interest_ore`
    /// null: not known, and not claimed.
    case markDone = """
        update manual_reminder set todo = false, done_at = clock_timestamp(),
            done_by = :done_by, claimed_until = :day, claimed_ore = :remaining_ore,
            interest_ore = :interest_ore, fee_ore = :fee_ore
        where creditor = :creditor and run = :run and pos = :position and todo
        """

    /// Like `markDone`, for the letter that was shown. It writes nothing if that one is noted
    /// already.
    case noteShown = """
        update manual_reminder set shown_until = :day, shown_ore = :remaining_ore,
            shown_interest_ore = :interest_ore, shown_fee_ore = :fee_ore
        where creditor = :creditor and run = :run and pos = :position and todo
            and (shown_until, shown_ore, shown_interest_ore, shown_fee_ore)
                is distinct from (:day::date, :remaining_ore::bigint, :interest_ore::bigint,
                    :fee_ore::bigint)
        """

    /// Returns the letter as it was last shown. `shown_until`: its date; null if it never was.
    case shown = """
        select to_char(shown_until, 'YYYY-MM-DD') as shown_until, shown_ore, shown_interest_ore,
            shown_fee_ore
        from manual_reminder where creditor = :creditor and run = :run and pos = :position
        """

    case undo = """
        update manual_reminder set todo = true, done_at = null, done_by = null,
            claimed_until = null, claimed_ore = null, interest_ore = null, fee_ore = null
        where creditor = :creditor and run = :run and pos = :position and done_at is not null
        """

    /// `reason` null: the reminder is to do again.
    case setReason = """
        update reminder set reason = :reason::smallint, changed_at = now(),
            confirmed_at = case when :reason is null then null else now() end
        where creditor = :creditor and run = :run and pos = :position and state = 'm'
        """

    /// Notes that a reminder of the part may be to do, so that a cancellation takes it back.
    case openManual = "update part set manual_open = true where run = :run and first = :first"

    /// Notes the fee on the invoice, so that a later registration at Amili tells of it. `day`: the
    /// letter's date.
    case noteFee = """
        update invoice set reminder_fee_ore = :fee_ore, reminder_fee_date = :day,
            changed_at = clock_timestamp()
        where creditor = :creditor and number = :number
        """

    /// Takes back the note that `noteFee` made with the same arguments. What a file has said since
    /// stays.
    case forgetFee = """
        update invoice set reminder_fee_ore = null, reminder_fee_date = null,
            changed_at = clock_timestamp()
        where creditor = :creditor and number = :number and reminder_fee_ore = :fee_ore
            and reminder_fee_date = :day
        """

    // The sender

    /// The columns are named as those of the sender in `facts`.
    case sender = """
        select address_lines, bankgiro, plusgiro, phone, email as sender_email, fee_agreed,
            pay_by_days
        from creditor_letter where creditor = :creditor
        """

    /// `address_lines`: with a line break between them.
    case setSender = """
        insert into creditor_letter (creditor, address_lines, bankgiro, plusgiro, phone, email,
            fee_agreed, pay_by_days)
        values (:creditor, :address_lines, :bankgiro, :plusgiro, :phone, :email, :fee_agreed,
            :pay_by_days)
        on conflict (creditor) do update set
            address_lines = excluded.address_lines, bankgiro = excluded.bankgiro,
            plusgiro = excluded.plusgiro, phone = excluded.phone, email = excluded.email,
            fee_agreed = excluded.fee_agreed, pay_by_days = excluded.pay_by_days,
            changed_at = clock_timestamp()
        """
}
