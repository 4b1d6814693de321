import Database

/// SQL of the list of a creditor's invoices, in any order, with any filter and of any size.
///
/// A page is found in steps of bounded size: the next keys along an order's index, those of them
/// that match, and the rows of those.
enum BrowseStatement: String, Statement {
    // Along an order

    // Each lists the next keys of an order: those beyond the invoice number `beyond` (null: from
    // the first row). The sort value of `beyond` is looked up here; without that invoice there is
    // no row. `dueUp` and `dueDown` list only what is due before `due_before` (null: whenever).

    case numberUp = """
        select number from invoice
        where creditor = :creditor
            and (:beyond::text is null or (length(number), number collate "C") > ((
                select length(number) from invoice
                where creditor = :creditor and number = :beyond), :beyond))
        order by length(number), number collate "C" limit :limit
        """

    case numberDown = """
        select number from invoice
        where creditor = :creditor
            and (:beyond::text is null or (length(number), number collate "C") < ((
                select length(number) from invoice
                where creditor = :creditor and number = :beyond), :beyond))
        order by length(number) desc, number collate "C" desc limit :limit
        """

    case namedUp = """
        select number from invoice
        where creditor = :creditor
            and (:beyond::text is null or
                ("left"(name, 60) collate "sv-x-icu", number collate "C") > ((
                    select "left"(name, 60) collate "sv-x-icu" from invoice
                    where creditor = :creditor and number = :beyond), :beyond))
        order by "left"(name, 60) collate "sv-x-icu", number collate "C" limit :limit
        """

    case namedDown = """
        select number from invoice
        where creditor = :creditor
            and (:beyond::text is null or
                ("left"(name, 60) collate "sv-x-icu", number collate "C") < ((
                    select "left"(name, 60) collate "sv-x-icu" from invoice
                    where creditor = :creditor and number = :beyond), :beyond))
        order by "left"(name, 60) collate "sv-x-icu" desc, number collate "C" desc limit :limit
        """

    case datedUp = """
        select number from invoice
        where creditor = :creditor
            and (:beyond::text is null or (invoice_date, number collate "C") > ((
                select invoice_date from invoice
                where creditor = :creditor and number = :beyond), :beyond))
        order by invoice_date, number collate "C" limit :limit
        """

    case datedDown = """
        select number from invoice
        where creditor = :creditor
            and (:beyond::text is null or (invoice_date, number collate "C") < ((
                select invoice_date from invoice
                where creditor = :creditor and number = :beyond), :beyond))
        order by invoice_date desc, number collate "C" desc limit :limit
        """

    case dueUp = """
        select number from invoice
        where creditor = :creditor and (:due_before::date is null or due_date < :due_before)
            and (:beyond::text is null or (due_date, number collate "C") > ((
                select due_date from invoice
                where creditor = :creditor and number = :beyond), :beyond))
        order by due_date, number collate "C" limit :limit
        """

    case dueDown = """
        select number from invoice
        where creditor = :creditor and (:due_before::date is null or due_date < :due_before)
            and (:beyond::text is null or (due_date, number collate "C") < ((
                select due_date from invoice
                where creditor = :creditor and number = :beyond), :beyond))
        order by due_date desc, number collate "C" desc limit :limit
        """

    case totalUp = """
        select number from invoice
        where creditor = :creditor
            and (:beyond::text is null or
                (coalesce(total_ore, remaining_ore), number collate "C") > ((
                    select coalesce(total_ore, remaining_ore) from invoice
                    where creditor = :creditor and number = :beyond), :beyond))
        order by coalesce(total_ore, remaining_ore), number collate "C" limit :limit
        """

    case totalDown = """
        select number from invoice
        where creditor = :creditor
            and (:beyond::text is null or
                (coalesce(total_ore, remaining_ore), number collate "C") < ((
                    select coalesce(total_ore, remaining_ore) from invoice
                    where creditor = :creditor and number = :beyond), :beyond))
        order by coalesce(total_ore, remaining_ore) desc, number collate "C" desc limit :limit
        """

    case remainingUp = """
        select number from invoice
        where creditor = :creditor
            and (:beyond::text is null or (remaining_ore, number collate "C") > ((
                select remaining_ore from invoice
                where creditor = :creditor and number = :beyond), :beyond))
        order by remaining_ore, number collate "C" limit :limit
        """

    case remainingDown = """
        select number from invoice
        where creditor = :creditor
            and (:beyond::text is null or (remaining_ore, number collate "C") < ((
                select remaining_ore from invoice
                where creditor = :creditor and number = :beyond), :beyond))
        order by remaining_ore desc, number collate "C" desc limit :limit
        """

    // Matches

    /// Returns those of `numbers` that match, in the same order. `states`: their letters (null:
    /// all). `paid_after_handover`: in part or in full. `to_remind`: due before `reminded_before`,
    /// without any of `barring_flags`, and otherwise fit for a reminder. `name_pattern` and
    /// `beginning` (of a number) null: any. `customer_spelling`: another spelling of
    /// `customer_number`.
    ///
    /// The planner knows the parameters, so conditions that are not asked for are not read. Without
    /// `offset 0` it would take the whole table for cheaper than 4,000 keys (a million invoices:
    /// 500 ms).
    case matching = """
        select o.number
        from unnest(:numbers::text[]) with ordinality o(number, place)
        where (:beginning::text is null or exists (
                select from invoice where creditor = :creditor and number = o.number
                    and (starts_with(number, :beginning)
                        or customer_number in (:customer_number, :customer_spelling)
                        or ocr = :ocr)
                offset 0))
            and (:name_pattern::text is null or exists (
                select from invoice where creditor = :creditor and number = o.number
                    and name ilike :name_pattern
                offset 0))
            and (not (:overdue or :to_remind) or exists (
                select from invoice where creditor = :creditor and number = o.number
                    and due_date < :today::date and remaining_ore > 0
                    and (not :to_remind or flags & :barring_flags = 0 and due_date < :reminded_before::date
                        and currency = 'SEK' and invoice_date + interval '2 years' >= :today::date
                        and (remaining_ore > coalesce(reminder_fee_ore, 0)
                            or remaining_ore = total_ore)
                        and '' not in (btrim(name), btrim(address_line), btrim(city),
                            btrim(country), btrim(zip_code))
                        and (country <> 'SE' or zip_code ~ '^[0-9]{5}$')) offset 0))
            and (not :to_remind or not exists (
                select from permit where creditor = :creditor and number = o.number offset 0))
            and (not :paid_after_handover or exists (
                select from invoice where creditor = :creditor and number = o.number
                    and (flags & 3 <> 0 or remaining_ore <= 0 or remaining_ore < total_ore)
                offset 0))
            and (not :paid_after_handover or exists (
                select from permit h
                cross join lateral (
                    select paid_after_handover, state, amili_state, amili_status
                    from reminder_list
                    where creditor_id = :creditor and run = h.run and pos = h.pos offset 0
                ) l
                where h.creditor = :creditor and h.number = o.number
                    and (l.paid_after_handover or l.state = 'accepted'
                        and {isOpenAtAmili}
                        and exists (
                            select from invoice i
                            where i.creditor = :creditor and i.number = o.number
                                and i.remaining_ore > 0 and i.remaining_ore < i.total_ore
                                and i.changed_at > (
                                    select released_at from run where id = h.run)))
                offset 0))
            and (:states::text[] is null or coalesce(
                (select case when h.case_id is not null then 'a' else (
                        select state from reminder
                        where creditor = :creditor and run = h.run and pos = h.pos) end
                    from permit h where h.creditor = :creditor and h.number = o.number),
                (select r.state from reminder r
                    where r.creditor = :creditor and r.number = o.number
                    order by r.run desc, r.pos limit 1),
                '-') = any(:states::text[]::"char"[]))
        order by o.place
        """

    /// Sorts `numbers`, ascending, as the index of the order does. `column`: the raw value of
    /// `ListOrder.Column`.
    case sorted = """
        select o.number
        from unnest(:numbers::text[]) o(number)
        cross join lateral (
            select * from invoice where creditor = :creditor and number = o.number offset 0
        ) i
        order by
            case :column when 'number' then length(i.number)::bigint
                when 'total' then coalesce(i.total_ore, i.remaining_ore)
                when 'remaining' then i.remaining_ore end,
            case :column when 'invoice-date' then i.invoice_date
                when 'due-date' then i.due_date end,
            case :column when 'customer' then "left"(i.name, 60) end collate "sv-x-icu",
            i.number collate "C"
        """

    // Small sets

    /// Finds invoices by a number: those whose number begins with `beginning`, whose customer
    /// number is in either spelling, or that have the OCR number; up to `limit` of each kind.
    /// Shorter numbers are searched first, each length along its part of the index.
    case numbered = """
        (select n.number
        from generate_series(length(:beginning), 64) l(length)
        cross join lateral (
            select number from invoice
            where creditor = :creditor and length(number) = l.length
                and number collate "C" >= :beginning
                and number collate "C" < :beginning || chr(1114111)
            order by number collate "C" limit :limit
        ) n
        limit :limit)
        union
        (select number from invoice
        where creditor = :creditor and customer_number in (:customer_number, :customer_spelling)
        limit :limit)
        union
        (select number from invoice where creditor = :creditor and ocr = :ocr limit :limit)
        """

    /// Counts the reminders in these states, by the counts of parts and of held runs, which have no
    /// parts yet. `states`: their letters. `limit`: of parts; if there are more, the sums are lower
    /// bounds. `reading`: how many must be read to find these `reminders`.
    case inStates = """
        select coalesce(sum(n), 0) as reminders, coalesce(sum(reading), 0) as reading from (
            select case when 'q' = any(:states::text[]) then queued else 0 end
                + case when 's' = any(:states::text[]) then skipped else 0 end
                + case when 'm' = any(:states::text[]) then manual else 0 end as n, total as reading
            from run where creditor = :creditor and state = 'held'
            union all
            (select n, case when exception_pos is null or n_q > 0 and 'q' = any(:states::text[])
                    or n_a > 0 and 'a' = any(:states::text[]) then last - first + 1 else n end
            from run u join part p on p.run = u.id
            cross join lateral (
                select case when 'q' = any(:states::text[]) then n_q else 0 end
                    + case when 'u' = any(:states::text[]) then n_u else 0 end
                    + case when 'a' = any(:states::text[]) then n_a else 0 end
                    + case when 'r' = any(:states::text[]) then n_r else 0 end
                    + case when 's' = any(:states::text[]) then n_s else 0 end
                    + case when 'f' = any(:states::text[]) then n_f else 0 end
                    + case when 'c' = any(:states::text[]) then n_c else 0 end
                    + case when 'm' = any(:states::text[]) then n_m else 0 end as n
            ) x
            where u.creditor = :creditor and n > 0
            limit :limit)
        ) x
        """

    /// Lists the invoices whose reminder that counts, as in `matching`, is in these states, each
    /// once. `states`: their letters. Exceptions are looked up one by one: unnesting all of a
    /// part's to find one takes longer. Queued and accepted reminders, and all of a part whose
    /// exceptions are not known, are found by reading the part. A pruned one is found by its
    /// permit.
    case ofStates = """
        select number from (
            select r.number, p.run, r.pos
            from run u
            join part p on p.run = u.id
            cross join unnest(:states::text[]::"char"[]) l(letter)
            cross join lateral unnest(array_positions(p.exception_state, l.letter)) s(place)
            cross join lateral (
                select number, pos from reminder
                where creditor = :creditor and run = p.run and pos = p.exception_pos[s.place] offset 0
            ) r
            where u.creditor = :creditor
                and (n_u > 0 and 'u' = any(:states::text[])
                    or n_r > 0 and 'r' = any(:states::text[])
                    or n_s > 0 and 's' = any(:states::text[])
                    or n_f > 0 and 'f' = any(:states::text[])
                    or n_c > 0 and 'c' = any(:states::text[])
                    or n_m > 0 and 'm' = any(:states::text[]))
            union all
            select r.number, p.run, r.pos
            from run u
            join part p on p.run = u.id
            cross join lateral (
                select number, pos from reminder
                where creditor = :creditor and run = p.run and pos between p.first and p.last
                    and state = any(:states::text[]::"char"[])
                    and (state in ('q', 'a') or p.exception_pos is null) offset 0
            ) r
            where u.creditor = :creditor
                and (n_q > 0 and 'q' = any(:states::text[])
                    or n_a > 0 and 'a' = any(:states::text[])
                    or p.exception_pos is null and n_q + n_a < p.last - p.first + 1)
            union all
            select r.number, u.id, r.pos
            from run u
            cross join lateral (
                select number, pos from reminder
                where creditor = :creditor and run = u.id
                    and state = any(:states::text[]::"char"[]) offset 0
            ) r
            where u.creditor = :creditor and u.state = 'held'
            union all
            select number, run, pos from permit
            where creditor = :creditor and case_id is not null and 'a' = any(:states::text[])
        ) x
        where coalesce(
            (select h.run = x.run and h.pos = x.pos from permit h
                where h.creditor = :creditor and h.number = x.number),
            not exists (
                select from reminder o where o.creditor = :creditor and o.number = x.number
                    and (o.run > x.run or o.run = x.run and o.pos < x.pos)))
        """

    /// Lists the creditor's runs, newest first, with how many reminders each has.
    case runSizes = "select id, total from run where creditor = :creditor order by id desc"

    /// Finds the invoice with this OCR number among a run's reminders `first` to `last`.
    case ofAmiliOCR = """
        select number from reminder
        where creditor = :creditor and run = :run and pos between :first and :last
            and amili_ocr = :amili_ocr limit 1
        """

    // Facts, rows and counts

    /// Today in Sweden.
    case today = """
        select {today} as today
        """

    case isOnFile = """
        select exists (
            select from invoice where creditor = :creditor and number = :number) as is_on_file
        """

    /// Counts the creditor's invoices, up to `limit`.
    case countAll = """
        select count(*) as invoices
        from (select from invoice where creditor = :creditor limit :limit) x
        """

    /// Reads the rows of a page, in the order of `numbers`; one that is not on file has no row.
    case rows = """
        select i.number, i.written, i.customer_number, i.name,
            to_char(i.invoice_date, 'YYYY-MM-DD') as invoice_date,
            to_char(i.due_date, 'YYYY-MM-DD') as due_date,
            :today::date - i.due_date as days_overdue, i.total_ore, i.remaining_ore, i.currency,
            l.state, l.shown, l.reason, l.attempts,
            extract(epoch from l.next_attempt_at)
                as next_attempt_at,
            l.run, l.pos, l.case_id, l.amili_ocr, l.amili_state,
            extract(epoch from l.confirmed_at)
                as confirmed_at,
            extract(epoch from l.changed_at) as changed_at,
            l.shown_en, l.paid_after_handover,
            {partPaidAfterHandover} as part_paid_after_handover,
            l.queue_state
        from unnest(:numbers::text[]) with ordinality o(number, place)
        cross join lateral (
            select * from invoice where creditor = :creditor and number = o.number offset 0
        ) i
        cross join lateral (
            select * from invoice_list
            where creditor_id = :creditor and invoice_key = o.number offset 0
        ) l
        order by o.place
        """
}
