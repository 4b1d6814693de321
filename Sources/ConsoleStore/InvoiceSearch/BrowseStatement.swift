import Database

/// The list of a creditor's invoices, as people look through it: any order, any filter, any size.
///
/// A page is found in steps of bounded size: the next keys along an order's index, which of them
/// match, and the rows of those that do.
enum BrowseStatement: String, Statement {
    // Along an order

    // Each: $1 creditor, $2 beyond this number (null: from the end), $3 limit; `due` also $4 due
    // before (null: whenever). Rows: (number). What the number is sorted by is looked up here.

    case numberUp = """
        select number from invoice
        where creditor = $1
            and ($2::text is null or (length(number), number collate "C") > ((
                select length(number) from invoice
                where creditor = $1 and number = $2), $2))
        order by length(number), number collate "C" limit $3
        """

    case numberDown = """
        select number from invoice
        where creditor = $1
            and ($2::text is null or (length(number), number collate "C") < ((
                select length(number) from invoice
                where creditor = $1 and number = $2), $2))
        order by length(number) desc, number collate "C" desc limit $3
        """

    case namedUp = """
        select number from invoice
        where creditor = $1
            and ($2::text is null or
                ("left"(name, 60) collate "sv-x-icu", number collate "C") > ((
                    select "left"(name, 60) collate "sv-x-icu" from invoice
                    where creditor = $1 and number = $2), $2))
        order by "left"(name, 60) collate "sv-x-icu", number collate "C" limit $3
        """

    case namedDown = """
        select number from invoice
        where creditor = $1
            and ($2::text is null or
                ("left"(name, 60) collate "sv-x-icu", number collate "C") < ((
                    select "left"(name, 60) collate "sv-x-icu" from invoice
                    where creditor = $1 and number = $2), $2))
        order by "left"(name, 60) collate "sv-x-icu" desc, number collate "C" desc limit $3
        """

    case datedUp = """
        select number from invoice
        where creditor = $1
            and ($2::text is null or (invoice_date, number collate "C") > ((
                select invoice_date from invoice
                where creditor = $1 and number = $2), $2))
        order by invoice_date, number collate "C" limit $3
        """

    case datedDown = """
        select number from invoice
        where creditor = $1
            and ($2::text is null or (invoice_date, number collate "C") < ((
                select invoice_date from invoice
                where creditor = $1 and number = $2), $2))
        order by invoice_date desc, number collate "C" desc limit $3
        """

    case dueUp = """
        select number from invoice
        where creditor = $1 and ($4::date is null or due_date < $4)
            and ($2::text is null or (due_date, number collate "C") > ((
                select due_date from invoice
                where creditor = $1 and number = $2), $2))
        order by due_date, number collate "C" limit $3
        """

    case dueDown = """
        select number from invoice
        where creditor = $1 and ($4::date is null or due_date < $4)
            and ($2::text is null or (due_date, number collate "C") < ((
                select due_date from invoice
                where creditor = $1 and number = $2), $2))
        order by due_date desc, number collate "C" desc limit $3
        """

    case totalUp = """
        select number from invoice
        where creditor = $1
            and ($2::text is null or
                (coalesce(total_ore, remaining_ore), number collate "C") > ((
                    select coalesce(total_ore, remaining_ore) from invoice
                    where creditor = $1 and number = $2), $2))
        order by coalesce(total_ore, remaining_ore), number collate "C" limit $3
        """

    case totalDown = """
        select number from invoice
        where creditor = $1
            and ($2::text is null or
                (coalesce(total_ore, remaining_ore), number collate "C") < ((
                    select coalesce(total_ore, remaining_ore) from invoice
                    where creditor = $1 and number = $2), $2))
        order by coalesce(total_ore, remaining_ore) desc, number collate "C" desc limit $3
        """

    case remainingUp = """
        select number from invoice
        where creditor = $1
            and ($2::text is null or (remaining_ore, number collate "C") > ((
                select remaining_ore from invoice
                where creditor = $1 and number = $2), $2))
        order by remaining_ore, number collate "C" limit $3
        """

    case remainingDown = """
        select number from invoice
        where creditor = $1
            and ($2::text is null or (remaining_ore, number collate "C") < ((
                select remaining_ore from invoice
                where creditor = $1 and number = $2), $2))
        order by remaining_ore desc, number collate "C" desc limit $3
        """

    // What matches

    /// $1 creditor, $2 numbers, $3 letters of states (null: all), $4 paid after handover, in part
    /// or in full, $5 overdue, $6 to remind, $7 today, $8 pattern of a name (null: any), $9
    /// beginning of a number (null: any), $10 customer number, $11 another spelling of it, $12 OCR
    /// number, $13 due before which day to be reminded of. Rows: (number) in the order of $2. What
    /// is not asked for is not read: the planner knows the parameters. Without `offset 0` it would
    /// take the whole table for cheaper than 4,000 keys (a million invoices: 500 ms).
    case matching = """
        select o.number
        from unnest($2::text[]) with ordinality o(number, place)
        where ($9::text is null or exists (
                select from invoice where creditor = $1 and number = o.number
                    and (starts_with(number, $9) or customer_number in ($10, $11) or ocr = $12)
                offset 0))
            and ($8::text is null or exists (
                select from invoice where creditor = $1 and number = o.number and name ilike $8
                offset 0))
            and (not ($5 or $6) or exists (
                select from invoice where creditor = $1 and number = o.number
                    and due_date < $7::date and remaining_ore > 0
                    and (not $6 or flags & 65535 = 0 and due_date < $13::date
                        and currency = 'SEK' and invoice_date + interval '2 years' >= $7::date
                        and (remaining_ore > coalesce(reminder_fee_ore, 0)
                            or remaining_ore = total_ore)
                        and '' not in (btrim(name), btrim(address_line), btrim(city),
                            btrim(country), btrim(zip_code))
                        and (country <> 'SE' or zip_code ~ '^[0-9]{5}$')) offset 0))
            and (not $6 or not exists (
                select from permit where creditor = $1 and number = o.number offset 0))
            and (not $4 or exists (
                select from invoice where creditor = $1 and number = o.number
                    and (flags & 3 <> 0 or remaining_ore <= 0 or remaining_ore < total_ore)
                offset 0))
            and (not $4 or exists (
                select from permit h
                cross join lateral (
                    select paid_after_handover, state, amili_state, amili_status
                    from reminder_list
                    where creditor_id = $1 and run = h.run and pos = h.pos offset 0
                ) l
                where h.creditor = $1 and h.number = o.number
                    and (l.paid_after_handover or l.state = 'accepted'
                        and not starts_with(coalesce(l.amili_state, ''), 'closed')
                        and not starts_with(coalesce(l.amili_status, ''), 'closed')
                        and exists (
                            select from invoice i
                            where i.creditor = $1 and i.number = o.number
                                and i.remaining_ore > 0 and i.remaining_ore < i.total_ore
                                and i.changed_at > (
                                    select released_at from run where id = h.run)))
                offset 0))
            and ($3::text[] is null or coalesce(
                (select r.state from permit h
                    join reminder r on r.creditor = $1 and r.run = h.run and r.pos = h.pos
                    where h.creditor = $1 and h.number = o.number),
                (select r.state from reminder r
                    where r.creditor = $1 and r.number = o.number
                    order by r.run desc, r.pos limit 1),
                '-') = any($3::text[]::"char"[]))
        order by o.place
        """

    /// $1 creditor, $2 numbers, $3 column. Rows: (number), ascending, as the order's index has it.
    case sorted = """
        select o.number
        from unnest($2::text[]) o(number)
        cross join lateral (
            select * from invoice where creditor = $1 and number = o.number offset 0
        ) i
        order by
            case $3 when 'number' then length(i.number)::bigint
                when 'total' then coalesce(i.total_ore, i.remaining_ore)
                when 'remaining' then i.remaining_ore end,
            case $3 when 'invoice-date' then i.invoice_date when 'due-date' then i.due_date end,
            case $3 when 'customer' then "left"(i.name, 60) end collate "sv-x-icu",
            i.number collate "C"
        """

    // Few by what they are

    /// $1 creditor, $2 beginning of a number, $3 customer number, $4 another spelling of it, $5 OCR
    /// number, $6 limit. Rows: (number). Shorter numbers are looked through first, each length
    /// along its part of the index.
    case numbered = """
        (select n.number
        from generate_series(length($2), 64) l(length)
        cross join lateral (
            select number from invoice
            where creditor = $1 and length(number) = l.length and number collate "C" >= $2
                and number collate "C" < $2 || chr(1114111)
            order by number collate "C" limit $6
        ) n
        limit $6)
        union
        (select number from invoice
        where creditor = $1 and customer_number in ($3, $4) limit $6)
        union
        (select number from invoice where creditor = $1 and ocr = $5 limit $6)
        """

    /// $1 creditor, $2 letters of states, $3 limit of parts. Row: (reminders in these states,
    /// reminders to be read to find them); at least, if there are more parts. By the parts' counts,
    /// and by what held runs loaded, which have no parts yet.
    case inStates = """
        select coalesce(sum(n), 0), coalesce(sum(reading), 0) from (
            select case when 'q' = any($2::text[]) then queued else 0 end
                + case when 's' = any($2::text[]) then skipped else 0 end
                + case when 'm' = any($2::text[]) then manual else 0 end as n, total as reading
            from run where creditor = $1 and state = 'held'
            union all
            (select n, case when stray_pos is null or n_q > 0 and 'q' = any($2::text[])
                    or n_a > 0 and 'a' = any($2::text[]) then last - first + 1 else n end
            from run u join part p on p.run = u.id
            cross join lateral (
                select case when 'q' = any($2::text[]) then n_q else 0 end
                    + case when 'u' = any($2::text[]) then n_u else 0 end
                    + case when 'a' = any($2::text[]) then n_a else 0 end
                    + case when 'r' = any($2::text[]) then n_r else 0 end
                    + case when 's' = any($2::text[]) then n_s else 0 end
                    + case when 'f' = any($2::text[]) then n_f else 0 end
                    + case when 'c' = any($2::text[]) then n_c else 0 end
                    + case when 'm' = any($2::text[]) then n_m else 0 end as n
            ) x
            where u.creditor = $1 and n > 0
            limit $3)
        ) x
        """

    /// $1 creditor, $2 letters of states. Rows: (number), each once: of invoices whose reminder
    /// that counts, as `matching` has it, is in these states. Strays are looked up (unnesting all
    /// of a part's to find one takes longer than to look that one up); the queued and accepted of
    /// a part, and all of one whose strays are not known, are found by reading it.
    case ofStates = """
        select number from (
            select r.number, p.run, r.pos
            from run u
            join part p on p.run = u.id
            cross join unnest($2::text[]::"char"[]) l(letter)
            cross join lateral unnest(array_positions(p.stray_state, l.letter)) s(place)
            cross join lateral (
                select number, pos from reminder
                where creditor = $1 and run = p.run and pos = p.stray_pos[s.place] offset 0
            ) r
            where u.creditor = $1
                and (n_u > 0 and 'u' = any($2::text[]) or n_r > 0 and 'r' = any($2::text[])
                    or n_s > 0 and 's' = any($2::text[]) or n_f > 0 and 'f' = any($2::text[])
                    or n_c > 0 and 'c' = any($2::text[]) or n_m > 0 and 'm' = any($2::text[]))
            union all
            select r.number, p.run, r.pos
            from run u
            join part p on p.run = u.id
            cross join lateral (
                select number, pos from reminder
                where creditor = $1 and run = p.run and pos between p.first and p.last
                    and state = any($2::text[]::"char"[])
                    and (state in ('q', 'a') or p.stray_pos is null) offset 0
            ) r
            where u.creditor = $1
                and (n_q > 0 and 'q' = any($2::text[]) or n_a > 0 and 'a' = any($2::text[])
                    or p.stray_pos is null and n_q + n_a < p.last - p.first + 1)
            union all
            select r.number, u.id, r.pos
            from run u
            cross join lateral (
                select number, pos from reminder
                where creditor = $1 and run = u.id and state = any($2::text[]::"char"[]) offset 0
            ) r
            where u.creditor = $1 and u.state = 'held'
        ) x
        where coalesce(
            (select h.run = x.run and h.pos = x.pos from permit h
                where h.creditor = $1 and h.number = x.number),
            not exists (
                select from reminder o where o.creditor = $1 and o.number = x.number
                    and (o.run > x.run or o.run = x.run and o.pos < x.pos)))
        """

    /// $1 creditor. Rows: (run, reminders), the newest first.
    case runSizes = "select id, total from run where creditor = $1 order by id desc"

    /// $1 creditor, $2 run, $3 first position, $4 last, $5 Amili's OCR number. Row: (number).
    case ofAmiliOCR = """
        select number from reminder
        where creditor = $1 and run = $2 and pos between $3 and $4 and amili_ocr = $5 limit 1
        """

    // Facts, rows and counts

    /// Row: (today in Sweden).
    case today = """
        select to_char(clock_timestamp() at time zone 'Europe/Stockholm', 'YYYY-MM-DD')
        """

    /// $1 creditor, $2 number. Row: (is there such an invoice).
    case isOnFile = "select exists (select from invoice where creditor = $1 and number = $2)"

    /// $1 creditor, $2 limit. Row: (invoices, no more than the limit).
    case countAll = """
        select count(*) from (select from invoice where creditor = $1 limit $2) x
        """

    /// $1 creditor, $2 numbers, $3 today. Rows: as `Browsing.row` reads them, in the order of $2.
    case rows = """
        select i.number, i.written, i.customer_number, i.name,
            to_char(i.invoice_date, 'YYYY-MM-DD'), to_char(i.due_date, 'YYYY-MM-DD'),
            $3::date - i.due_date, i.total_ore, i.remaining_ore, i.currency,
            coalesce(l.state, 'none'), coalesce(l.shown, 'Ingen påminnelse'), l.reason,
            coalesce(l.attempts, 0),
            to_char(l.next_attempt_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            l.run, l.pos, l.case_id, l.amili_ocr, l.amili_state,
            to_char(l.confirmed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            to_char(greatest(i.changed_at, l.changed_at) at time zone 'UTC',
                'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            coalesce(l.shown_en, 'No reminder'), coalesce(l.paid_after_handover, false),
            coalesce(l.state = 'accepted' and not l.paid_after_handover
                and i.remaining_ore < i.total_ore
                and not starts_with(coalesce(l.amili_state, ''), 'closed')
                and not starts_with(coalesce(l.amili_status, ''), 'closed')
                and i.changed_at > (select released_at from run where id = l.run), false),
            l.queue_state
        from unnest($2::text[]) with ordinality o(number, place)
        cross join lateral (
            select * from invoice where creditor = $1 and number = o.number offset 0
        ) i
        left join lateral (
            select r.run, r.pos
            from reminder r
            left join permit h on h.creditor = $1 and h.number = o.number
            where r.creditor = $1 and r.number = o.number
            order by (r.run = h.run and r.pos = h.pos) desc nulls last, r.run desc, r.pos limit 1
        ) live on true
        left join lateral (
            select * from reminder_list
            where creditor_id = $1 and run = live.run and pos = live.pos offset 0
        ) l on true
        order by o.place
        """
}
