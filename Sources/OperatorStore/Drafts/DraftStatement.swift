import Database

/// A selection frozen for the dialog, what is decided there, and its way into a run.
enum DraftStatement: String, Statement {
    // Opening

    /// $1 token, $2 owner, $3 creditor, $4 filter (null: single ones only), $5 revision of the
    /// selection (null: of none), $6 expected lines, $7 what was chosen by the filter (null: not
    /// known), $8 how many these were. Row: (id).
    case open = """
        insert into draft (token, owner, creditor, state, filter, selection_revision, by_filter,
            expected, choice, chosen)
        values ($1, $2, $3, 'building', $4::text, $5, $4::text is not null, greatest($6, 0), $7,
            $8)
        returning id
        """

    /// $1 draft, $2 owner, $3 creditor.
    case freezeTicks = """
        insert into draft_pick (draft, number, is_out)
        select $1, number, is_out from selection_tick where owner = $2 and creditor = $3
        """

    /// $1 draft, $2 numbers.
    case freezeNumbers = """
        insert into draft_pick (draft, number, is_out)
        select distinct $1::bigint, number, false from unnest($2::text[]) o(number)
        """

    /// $1 owner, $2 creditor, $3 how many may stay open: the oldest give way.
    case expireOldest = """
        update draft set expires_at = clock_timestamp()
        where expires_at > clock_timestamp() and state <> 'sent' and id in (
            select id from draft where owner = $1 and creditor = $2 and state <> 'sent'
            order by id desc offset $3)
        """

    // One draft

    /// $1 token, $2 owner, $3 creditor. Row: as `DraftHead` reads it.
    case head = """
        select id, state, filter, by_filter, after_number, expected, lines, revision, is_ticked,
            is_manual, by_email, with_interest, with_fee, several,
            extract(epoch from clock_timestamp() - oldest), run, selection_revision,
            to_char(opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            expires_at <= clock_timestamp(), choice, chosen, kept, came
        from draft where token = $1 and owner = $2 and creditor = $3
        """

    /// The same, for one who changes it: $1 draft.
    case lock = "select id from draft where id = $1 for update"

    /// $1 draft.
    case expire = """
        update draft set expires_at = clock_timestamp() where id = $1 and state <> 'sent'
        """

    // Building

    /// $1 draft, $2 numbers. Rows: (number) of those that were ticked or unticked one by one.
    case picked = """
        select number from draft_pick where draft = $1 and number = any($2::text[])
        """

    /// $1 draft, $2 beyond this number (null: from the start), $3 limit. Rows: (number).
    case singleOnes = """
        select number from draft_pick
        where draft = $1 and not is_out
            and ($2::text is null or
                (length(number), number collate "C") > (length($2::text), $2::text))
        order by length(number), number collate "C" limit $3
        """

    /// $1 creditor, $2 numbers. Rows: (number, the invoice's columns, age of its knowledge in
    /// seconds, is its permit that of a case whose run was pruned, state of its live reminder, its
    /// customer's balance if they have a credit).
    case facts = """
        select i.number, i.written, i.customer_number, i.name, i.id_number, i.is_company,
            i.address_line, i.zip_code, i.city, i.country, i.email, i.mobile_number,
            i.description, to_char(i.invoice_date, 'YYYY-MM-DD'),
            to_char(i.due_date, 'YYYY-MM-DD'), i.total_ore, i.remaining_ore, i.currency, i.ocr,
            i.invoice_fee_ore, i.reminder_fee_ore, to_char(i.reminder_fee_date, 'YYYY-MM-DD'),
            i.flags, extract(epoch from clock_timestamp() - i.as_of), h.is_case, h.state, (
                select n.balance_ore from customer_credit n
                where n.creditor = $1 and n.customer_number = i.customer_number)
        from unnest($2::text[]) with ordinality o(number, place)
        cross join lateral (
            select * from invoice where creditor = $1 and number = o.number offset 0
        ) i
        left join lateral (
            select p.case_id is not null as is_case, (
                select r.state from reminder r
                where r.creditor = $1 and r.run = p.run and r.pos = p.pos) as state
            from permit p where p.creditor = $1 and p.number = o.number offset 0
        ) h on true
        order by o.place
        """

    /// $1 draft, $2 position of the first, then arrays: $3 numbers, $4 remaining, $5 obstacles,
    /// $6 warnings, $7 is its knowledge old, $8 what tells its debtor from others, $9 has it come
    /// since the choice.
    case addLines = """
        insert into draft_line (draft, pos, number, remaining_ore, obstacle, warnings, is_stale,
            debtor, is_new)
        select $1, $2::integer + o.n - 1, o.number, o.remaining, o.obstacle, o.warnings, o.stale,
            hashtextextended(o.debtor, 0), o.new
        from unnest($3::text[], $4::bigint[], $5::smallint[], $6::smallint[], $7::boolean[],
            $8::text[], $9::boolean[])
            with ordinality o(number, remaining, obstacle, warnings, stale, debtor, new, n)
        """

    /// $1 draft, $2 position of the first line that is not summed yet.
    case addSums = """
        insert into draft_sum (draft, obstacle, is_warned, is_stale, lines, ore)
        select draft, coalesce(obstacle, 0), warnings <> 0, is_stale, count(*), sum(remaining_ore)
        from draft_line where draft = $1 and pos >= $2 group by 1, 2, 3, 4
        on conflict (draft, obstacle, is_warned, is_stale) do update
            set lines = draft_sum.lines + excluded.lines, ore = draft_sum.ore + excluded.ore
        """

    /// $1 draft, $2 lines, $3 by the filter still, $4 beyond this number, $5 age of the oldest
    /// knowledge in seconds (null: none), $6 so many more of the chosen still match, $7 so many
    /// more lines have come since.
    case goOn = """
        update draft set lines = $2, by_filter = $3, after_number = $4, kept = kept + $6,
            came = came + $7,
            oldest = least(oldest, clock_timestamp() - make_interval(secs => $5))
        where id = $1
        """

    /// $1 draft.
    case finish = """
        update draft set state = 'ready', expected = lines, after_number = null, several = (
            select count(*) from (
                select from draft_line where draft = $1 and obstacle is null
                group by debtor having count(*) > 1) x)
        where id = $1
        """

    // Looking

    /// $1 draft. Rows: (obstacle or 0, warned, stale, lines, öre).
    case sums = """
        select obstacle, is_warned, is_stale, lines, ore from draft_sum where draft = $1
        """

    /// $1 draft, $2 is ticked, $3 is manual, where a line has no choice of its own. Rows:
    /// (obstacle or 0, warned, stale, ticked, manual, lines, öre) of the lines that have.
    case choiceSums = """
        select coalesce(obstacle, 0), is_warned, is_stale, coalesce(is_ticked, $2),
            coalesce(is_manual, $3), count(*), sum(remaining_ore)
        from draft_choice where draft = $1 group by 1, 2, 3, 4, 5
        """

    /// $1 draft: debtors who would get several letters, were not so many lines unticked.
    /// Row: (debtors).
    case noLongerSeveral = """
        select count(*)
        from (
            select debtor, count(*) as gone from draft_choice
            where draft = $1 and not is_ticked and obstacle is null group by debtor
        ) g
        cross join lateral (
            select count(*) as letters from draft_line
            where draft = $1 and debtor = g.debtor and obstacle is null
        ) b
        where b.letters > 1 and b.letters - g.gone <= 1
        """

    /// $1 draft, where nothing is ticked but single lines. Row: (debtors with several letters).
    case severalOfTicked = """
        select count(*) from (
            select from draft_choice
            where draft = $1 and is_ticked and obstacle is null
            group by debtor having count(*) > 1) x
        """

    /// $1 draft, $2 after the position, $3 limit, $4 only those with a problem, $5 creditor, $6
    /// only those that came since the choice. Rows: as `OperatorStore.draftLine` reads them.
    case lines = """
        select l.pos, l.number, l.remaining_ore, n.code, l.warnings, c.is_ticked, c.is_manual,
            c.by_email, c.with_interest, c.with_fee, i.written, i.customer_number, i.name,
            i.email is not null, to_char(i.invoice_date, 'YYYY-MM-DD'),
            to_char(i.due_date, 'YYYY-MM-DD'),
            (clock_timestamp() at time zone 'Europe/Stockholm')::date - i.due_date, i.total_ore,
            i.currency, case when l.obstacle is null then (
                select count(*) from (
                    select from draft_line x
                    where x.draft = $1 and x.debtor = l.debtor and x.obstacle is null limit 100
                ) y) else 0 end, l.is_new
        from (
            select * from draft_line
            where draft = $1 and pos > $2
                and (not $4 or obstacle is not null or warnings <> 0) and (not $6 or is_new)
            order by pos limit $3
        ) l
        left join lateral (
            select * from draft_choice where draft = $1 and pos = l.pos offset 0
        ) c on true
        left join lateral (
            select * from invoice where creditor = $5 and number = l.number offset 0
        ) i on true
        left join reason n on n.id = l.obstacle
        order by l.pos
        """

    /// $1 draft, $2 position, $3 limit, $4 only those with a problem, $5 only those that came since
    /// the choice. Row: (after which position the page before begins, null: none).
    case pageBefore = """
        select min(pos) - 1 from (
            select pos from draft_line
            where draft = $1 and pos <= $2
                and (not $4 or obstacle is not null or warnings <> 0) and (not $5 or is_new)
            order by pos desc limit $3
        ) x
        """

    /// $1 draft, $2 is ticked where a line has no choice of its own, $3 a line of the last debtor
    /// of the page before (null: none), $4 limit, $5 creditor. Rows: (position of the first line,
    /// name, customer number, letters, öre, up to ten numbers, a line each).
    case severalLetters = """
        select d.pos, i.name, i.customer_number, d.letters, d.ore,
            array_to_string(d.numbers, chr(10))
        from (
            select min(l.pos) as pos, count(*) as letters, sum(l.remaining_ore) as ore, l.debtor,
                (array_agg(l.number order by l.pos))[1:10] as numbers
            from draft_line l
            left join lateral (
                select is_ticked from draft_choice where draft = $1 and pos = l.pos offset 0
            ) c on true
            where l.draft = $1 and l.obstacle is null and coalesce(c.is_ticked, $2)
                and ($3::integer is null or l.debtor > (
                    select debtor from draft_line where draft = $1 and pos = $3))
            group by l.debtor having count(*) > 1 order by l.debtor limit $4
        ) d
        left join lateral (
            select name, customer_number from invoice
            where creditor = $5 and number = d.numbers[1]
        ) i on true
        order by d.debtor
        """

    // Deciding

    /// $1 draft, $2 positions, then what is chosen (null: as it is): $3 ticked, $4 manual, $5 by
    /// e-mail, $6 with interest, $7 with fee.
    case choose = """
        insert into draft_choice as c (draft, pos, is_ticked, is_manual, by_email, with_interest,
            with_fee, remaining_ore, obstacle, is_warned, is_stale, debtor)
        select $1, l.pos, $3::boolean, $4::boolean, $5::boolean, $6::boolean, $7::boolean,
            l.remaining_ore, l.obstacle, l.warnings <> 0, l.is_stale, l.debtor
        from (select distinct pos from unnest($2::integer[]) o(pos)) o
        cross join lateral (
            select * from draft_line where draft = $1 and pos = o.pos offset 0
        ) l
        order by l.pos
        on conflict (draft, pos) do update set
            is_ticked = coalesce(excluded.is_ticked, c.is_ticked),
            is_manual = coalesce(excluded.is_manual, c.is_manual),
            by_email = coalesce(excluded.by_email, c.by_email),
            with_interest = coalesce(excluded.with_interest, c.with_interest),
            with_fee = coalesce(excluded.with_fee, c.with_fee)
        """

    /// $1 draft, $2 ticked: all that came since the choice.
    case chooseNew = """
        insert into draft_choice as c (draft, pos, is_ticked, remaining_ore, obstacle, is_warned,
            is_stale, debtor)
        select $1, pos, $2::boolean, remaining_ore, obstacle, warnings <> 0, is_stale, debtor
        from draft_line where draft = $1 and is_new order by pos
        on conflict (draft, pos) do update set is_ticked = excluded.is_ticked
        """

    /// $1 draft, $2 is ticked where a line has no choice of its own. Row: (ticked lines that came
    /// since the choice).
    case tickedNew = """
        select count(*) from draft_line l
        left join draft_choice c on c.draft = $1 and c.pos = l.pos
        where l.draft = $1 and l.is_new and coalesce(c.is_ticked, $2)
        """

    /// $1 draft, $2 creditor. Row: (run) that a reminder of one of its invoices is in, if any.
    case runOfLines = """
        select h.run from draft_line l
        join permit h on h.creditor = $2 and h.number = l.number
        where l.draft = $1 order by h.run desc limit 1
        """

    /// $1 draft. Row: (choices of single lines).
    case countChoices = "select count(*) from draft_choice where draft = $1"

    /// As `choose`, without positions: for all that have no choice of their own. $1 draft, $2
    /// ticked, $3 manual, $4 by e-mail, $5 with interest, $6 with fee.
    case chooseForAll = """
        update draft set is_ticked = coalesce($2, is_ticked), is_manual = coalesce($3, is_manual),
            by_email = coalesce($4, by_email), with_interest = coalesce($5, with_interest),
            with_fee = coalesce($6, with_fee)
        where id = $1
        """

    /// $1...$6 as `chooseForAll`: what single lines had chosen otherwise is no more.
    case dropChoices = """
        update draft_choice set is_ticked = case when $2::boolean is null then is_ticked end,
            is_manual = case when $3::boolean is null then is_manual end,
            by_email = case when $4::boolean is null then by_email end,
            with_interest = case when $5::boolean is null then with_interest end,
            with_fee = case when $6::boolean is null then with_fee end
        where draft = $1
        """

    /// $1 draft. Row: (revision).
    case countChange = """
        update draft set revision = revision + 1 where id = $1 returning revision
        """

    // Sending

    /// $1 draft, $2 is ticked where a line has no choice of its own, $3 after the position, $4
    /// limit, $5 creditor. Rows: (position, number, manual, by e-mail, with interest, with fee:
    /// null where it is as for all, the invoice's columns, age of its knowledge in seconds).
    case tickedLines = """
        select l.pos, l.number, l.is_manual, l.by_email, l.with_interest, l.with_fee, i.written,
            i.customer_number, i.name, i.id_number, i.is_company, i.address_line, i.zip_code,
            i.city, i.country, i.email, i.mobile_number, i.description,
            to_char(i.invoice_date, 'YYYY-MM-DD'), to_char(i.due_date, 'YYYY-MM-DD'),
            i.total_ore, i.remaining_ore, i.currency, i.ocr, i.invoice_fee_ore,
            i.reminder_fee_ore, to_char(i.reminder_fee_date, 'YYYY-MM-DD'), i.flags,
            extract(epoch from clock_timestamp() - i.as_of)
        from (
            select l.pos, l.number, c.is_manual, c.by_email, c.with_interest, c.with_fee
            from draft_line l
            left join lateral (
                select * from draft_choice where draft = $1 and pos = l.pos offset 0
            ) c on true
            where l.draft = $1 and l.pos > $3 and coalesce(c.is_ticked, $2)
            order by l.pos limit $4
        ) l
        left join lateral (
            select * from invoice where creditor = $5 and number = l.number offset 0
        ) i on true
        order by l.pos
        """

    /// $1 draft, $2 run.
    case markSent = "update draft set state = 'sent', run = $2 where id = $1"

    /// $1 creditor, $2 key, $3 who. Row: (run): of a draft that was swept since.
    case runOfSwept = """
        select id from run where creditor = $1 and key = $2 and created_by = $3
        """

    /// $1 creditor. Row: (median letters of its last runs, null: it has none).
    case usualSize = """
        select percentile_disc(0.5) within group (order by letters) from (
            select total - skipped as letters from run
            where creditor = $1 and state <> 'loading' and total > skipped
            order by id desc limit 20
        ) x
        """

    // Sweeping

    /// Row: (id of a draft that is dead).
    case dead = """
        select id from draft where expires_at <= clock_timestamp()
        order by expires_at limit 1 for update skip locked
        """

    /// $1 draft, $2 limit.
    case sweepLines = """
        delete from draft_line where draft = $1 and pos in (
            select pos from draft_line where draft = $1 order by pos limit $2)
        """

    /// $1 draft, $2 limit.
    case sweepPicks = """
        delete from draft_pick where draft = $1 and number in (
            select number from draft_pick where draft = $1 limit $2)
        """

    /// $1 draft, $2 limit.
    case sweepChoices = """
        delete from draft_choice where draft = $1 and pos in (
            select pos from draft_choice where draft = $1 limit $2)
        """

    /// $1 draft.
    case sweepSums = "delete from draft_sum where draft = $1"

    /// $1 draft.
    case sweepDraft = "delete from draft where id = $1"
}
