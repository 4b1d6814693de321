import Database

/// Freezes a selection as a draft, stores what is chosen in the dialog, and finds what is sent.
enum DraftStatement: String, Statement {
    // Opening

    /// `filter` null: single ticks alone. `revision`: the selection's; null: there is none.
    /// `expected`: lines. `choice`: the id of the keys that matched the filter when it was chosen;
    /// null: not known. `chosen`: how many they were.
    case open = """
        insert into draft (token, owner, creditor, state, filter, selection_revision, by_filter,
            expected, choice, chosen)
        values (:token, :owner, :creditor, 'building', :filter::text, :revision,
            :filter::text is not null, greatest(:expected, 0), :choice, :chosen)
        returning id
        """

    case freezeTicks = """
        insert into draft_pick (draft, number, is_out)
        select :draft, number, is_out from selection_tick
        where owner = :owner and creditor = :creditor
        """

    case freezeNumbers = """
        insert into draft_pick (draft, number, is_out)
        select distinct :draft::bigint, number, false from unnest(:numbers::text[]) o(number)
        """

    /// Ends the owner's oldest unsent drafts, but for the `most` newest.
    case expireOldest = """
        update draft set expires_at = clock_timestamp()
        where expires_at > clock_timestamp() and state <> 'sent' and id in (
            select id from draft where owner = :owner and creditor = :creditor and state <> 'sent'
            order by id desc offset :most)
        """

    // One draft

    /// `age`: of the oldest knowledge of a line that may go, in seconds.
    case head = """
        select id, state, filter, by_filter, after_number, expected, lines, revision, is_ticked,
            is_manual, by_email, with_interest, with_fee, several,
            extract(epoch from clock_timestamp() - oldest) as age, run, selection_revision,
            extract(epoch from opened_at) as opened_at,
            extract(epoch from expires_at) as expires_at,
            expires_at <= clock_timestamp() as is_expired, choice, chosen, kept, came
        from draft where token = :token and owner = :owner and creditor = :creditor
        """

    /// Locks a draft that is about to be changed.
    case lock = "select id from draft where id = :draft for update"

    case expire = """
        update draft set expires_at = clock_timestamp() where id = :draft and state <> 'sent'
        """

    // Building

    /// Returns the numbers that were ticked or unticked one by one.
    case picked = """
        select number from draft_pick where draft = :draft and number = any(:numbers::text[])
        """

    /// Returns the single ticks beyond `after_number`; null: from the start.
    case singleOnes = """
        select number from draft_pick
        where draft = :draft and not is_out
            and (:after_number::text is null or
                (length(number), number collate "C")
                    > (length(:after_number::text), :after_number::text))
        order by length(number), number collate "C" limit :limit
        """

    /// `age`: of the invoice's knowledge, in seconds. `is_case`: the reminder that held its permit
    /// was pruned; `state`: of the reminder that holds it; both null: it has no permit.
    /// `balance_ore`: its customer's; null: the customer has no credit.
    case facts = """
        select i.number, {invoiceColumns}, i.flags,
            extract(epoch from clock_timestamp() - i.as_of) as age, h.is_case, h.state, (
                select n.balance_ore from customer_credit n
                where n.creditor = :creditor and n.customer_number = i.customer_number
            ) as balance_ore
        from unnest(:numbers::text[]) with ordinality o(number, place)
        cross join lateral (
            select * from invoice where creditor = :creditor and number = o.number offset 0
        ) i
        left join lateral (
            select p.case_id is not null as is_case, (
                select r.state from reminder r
                where r.creditor = :creditor and r.run = p.run and r.pos = p.pos) as state
            from permit p where p.creditor = :creditor and p.number = o.number offset 0
        ) h on true
        order by o.place
        """

    /// `first`: position of the first line. The others are arrays with an element for each line.
    /// `are_stale`: its knowledge is old. `debtors`: a text that is equal for lines of one debtor.
    /// `are_new`: it has come since the choice.
    case addLines = """
        insert into draft_line (draft, pos, number, remaining_ore, obstacle, warnings, is_stale,
            debtor, is_new)
        select :draft, :first::integer + o.n - 1, o.number, o.remaining, o.obstacle, o.warnings,
            o.stale, hashtextextended(o.debtor, 0), o.new
        from unnest(:numbers::text[], :remaining::bigint[], :obstacles::smallint[],
            :warnings::smallint[], :are_stale::boolean[], :debtors::text[], :are_new::boolean[])
            with ordinality o(number, remaining, obstacle, warnings, stale, debtor, new, n)
        """

    /// `first`: position of the first line that is not summed yet.
    case addSums = """
        insert into draft_sum (draft, obstacle, is_warned, is_stale, lines, ore)
        select draft, coalesce(obstacle, 0), warnings <> 0, is_stale, count(*), sum(remaining_ore)
        from draft_line where draft = :draft and pos >= :first group by 1, 2, 3, 4
        on conflict (draft, obstacle, is_warned, is_stale) do update
            set lines = draft_sum.lines + excluded.lines, ore = draft_sum.ore + excluded.ore
        """

    /// `by_filter`: the next step still reads by the filter. `after_number`: it goes on beyond this
    /// number. `age`: of the oldest knowledge, in seconds; null: there is none. `kept`, `came`: how
    /// many more of the chosen still match, and how many more lines have come.
    case goOn = """
        update draft set lines = :lines, by_filter = :by_filter, after_number = :after_number,
            kept = kept + :kept, came = came + :came,
            oldest = least(oldest, clock_timestamp() - make_interval(secs => :age))
        where id = :draft
        """

    /// Makes the draft ready, and counts the debtors with several lines that may go.
    case finish = """
        update draft set state = 'ready', expected = lines, after_number = null, several = (
            select count(*) from (
                select from draft_line where draft = :draft and obstacle is null
                group by debtor having count(*) > 1) x)
        where id = :draft
        """

    // Looking

    /// `obstacle`: 0 for none.
    case sums = """
        select obstacle, is_warned, is_stale, lines, ore from draft_sum where draft = :draft
        """

    /// Like `sums`, for the lines with a choice of their own. `is_ticked` and `is_manual`: the
    /// choice for all, which holds where such a line has none.
    case choiceSums = """
        select coalesce(obstacle, 0) as obstacle, is_warned, is_stale,
            coalesce(is_ticked, :is_ticked) as is_ticked,
            coalesce(is_manual, :is_manual) as is_manual, count(*) as lines,
            sum(remaining_ore) as ore
        from draft_choice where draft = :draft group by 1, 2, 3, 4, 5
        """

    /// Counts debtors with several lines that may go, of which at most one is still ticked.
    case noLongerSeveral = """
        select count(*) as debtors
        from (
            select debtor, count(*) as gone from draft_choice
            where draft = :draft and not is_ticked and obstacle is null group by debtor
        ) g
        cross join lateral (
            select count(*) as letters from draft_line
            where draft = :draft and debtor = g.debtor and obstacle is null
        ) b
        where b.letters > 1 and b.letters - g.gone <= 1
        """

    /// Counts debtors with several letters where only single lines are ticked.
    case severalOfTicked = """
        select count(*) as debtors from (
            select from draft_choice
            where draft = :draft and is_ticked and obstacle is null
            group by debtor having count(*) > 1) x
        """

    /// `problems_only`: lines with an obstacle or a warning. `new_only`: lines that came since the
    /// choice. Choices are null where a line has none of its own, the invoice's columns if it is no
    /// longer on file. `code`: of the obstacle. `letters`: see `DraftLine.letters`.
    case lines = """
        select l.pos, l.number, l.remaining_ore, n.code, l.warnings, c.is_ticked, c.is_manual,
            c.by_email, c.with_interest, c.with_fee, i.written, i.customer_number, i.name,
            i.email is not null as has_email, to_char(i.invoice_date, 'YYYY-MM-DD') as invoice_date,
            to_char(i.due_date, 'YYYY-MM-DD') as due_date,
            (clock_timestamp() at time zone 'Europe/Stockholm')::date - i.due_date
                as days_overdue,
            i.total_ore, i.currency, case when l.obstacle is null then (
                select count(*) from (
                    select from draft_line x
                    where x.draft = :draft and x.debtor = l.debtor and x.obstacle is null limit 100
                ) y) else 0 end as letters, l.is_new
        from (
            select * from draft_line
            where draft = :draft and pos > :after_position
                and (not :problems_only or obstacle is not null or warnings <> 0)
                and (not :new_only or is_new)
            order by pos limit :limit
        ) l
        left join lateral (
            select * from draft_choice where draft = :draft and pos = l.pos offset 0
        ) c on true
        left join lateral (
            select * from invoice where creditor = :creditor and number = l.number offset 0
        ) i on true
        left join reason n on n.id = l.obstacle
        order by l.pos
        """

    /// `before`: the position after which the page before begins; null: there is none.
    /// `problems_only` and `new_only` are those of `lines`.
    case pageBefore = """
        select min(pos) - 1 as before from (
            select pos from draft_line
            where draft = :draft and pos <= :position
                and (not :problems_only or obstacle is not null or warnings <> 0)
                and (not :new_only or is_new)
            order by pos desc limit :limit
        ) x
        """

    /// `is_ticked`: the choice for all. `position`: a line of the last debtor of the page before;
    /// null: there is none. `pos`: of the debtor's first line. `numbers`: up to ten, with line
    /// breaks between.
    case severalLetters = """
        select d.pos, i.name, i.customer_number, d.letters, d.ore,
            array_to_string(d.numbers, chr(10)) as numbers
        from (
            select min(l.pos) as pos, count(*) as letters, sum(l.remaining_ore) as ore, l.debtor,
                (array_agg(l.number order by l.pos))[1 : 10] as numbers
            from draft_line l
            left join lateral (
                select is_ticked from draft_choice where draft = :draft and pos = l.pos offset 0
            ) c on true
            where l.draft = :draft and l.obstacle is null and coalesce(c.is_ticked, :is_ticked)
                and (:position::integer is null or l.debtor > (
                    select debtor from draft_line where draft = :draft and pos = :position))
            group by l.debtor having count(*) > 1 order by l.debtor limit :limit
        ) d
        left join lateral (
            select name, customer_number from invoice
            where creditor = :creditor and number = d.numbers[1]
        ) i on true
        order by d.debtor
        """

    // Decisions

    /// Stores choices for single lines; null leaves a choice as it is.
    case choose = """
        insert into draft_choice as c (draft, pos, is_ticked, is_manual, by_email, with_interest,
            with_fee, remaining_ore, obstacle, is_warned, is_stale, debtor)
        select :draft, l.pos, :is_ticked::boolean, :is_manual::boolean, :by_email::boolean,
            :with_interest::boolean, :with_fee::boolean, l.remaining_ore, l.obstacle,
            l.warnings <> 0, l.is_stale, l.debtor
        from (select distinct pos from unnest(:positions::integer[]) o(pos)) o
        cross join lateral (
            select * from draft_line where draft = :draft and pos = o.pos offset 0
        ) l
        order by l.pos
        on conflict (draft, pos) do update set
            is_ticked = coalesce(excluded.is_ticked, c.is_ticked),
            is_manual = coalesce(excluded.is_manual, c.is_manual),
            by_email = coalesce(excluded.by_email, c.by_email),
            with_interest = coalesce(excluded.with_interest, c.with_interest),
            with_fee = coalesce(excluded.with_fee, c.with_fee)
        """

    /// Ticks or unticks all lines that came since the choice.
    case chooseNew = """
        insert into draft_choice as c (draft, pos, is_ticked, remaining_ore, obstacle, is_warned,
            is_stale, debtor)
        select :draft, pos, :is_ticked::boolean, remaining_ore, obstacle, warnings <> 0, is_stale,
            debtor
        from draft_line where draft = :draft and is_new order by pos
        on conflict (draft, pos) do update set is_ticked = excluded.is_ticked
        """

    /// Counts the ticked lines that came since the choice. `is_ticked`: the choice for all.
    case tickedNew = """
        select count(*) as ticked from draft_line l
        left join draft_choice c on c.draft = :draft and c.pos = l.pos
        where l.draft = :draft and l.is_new and coalesce(c.is_ticked, :is_ticked)
        """

    /// Finds the latest run that holds a permit of one of the draft's invoices.
    case runOfLines = """
        select h.run from draft_line l
        join permit h on h.creditor = :creditor and h.number = l.number
        where l.draft = :draft order by h.run desc limit 1
        """

    /// Counts the lines with a choice of their own.
    case countChoices = "select count(*) as choices from draft_choice where draft = :draft"

    /// Stores the choice for all lines without one of their own; null leaves a choice as it is.
    case chooseForAll = """
        update draft set is_ticked = coalesce(:is_ticked, is_ticked),
            is_manual = coalesce(:is_manual, is_manual),
            by_email = coalesce(:by_email, by_email),
            with_interest = coalesce(:with_interest, with_interest),
            with_fee = coalesce(:with_fee, with_fee)
        where id = :draft
        """

    /// Removes from all lines the choices that `chooseForAll` sets with the same arguments.
    case dropChoices = """
        update draft_choice set
            is_ticked = case when :is_ticked::boolean is null then is_ticked end,
            is_manual = case when :is_manual::boolean is null then is_manual end,
            by_email = case when :by_email::boolean is null then by_email end,
            with_interest = case when :with_interest::boolean is null then with_interest end,
            with_fee = case when :with_fee::boolean is null then with_fee end
        where draft = :draft
        """

    case countChange = """
        update draft set revision = revision + 1 where id = :draft returning revision
        """

    // Sending

    /// `is_ticked`: the choice for all. Choices are null where a line has none of its own, the
    /// invoice's columns if it is no longer on file. `age`: of its knowledge, in seconds.
    case tickedLines = """
        select l.pos, l.number, l.is_manual, l.by_email, l.with_interest, l.with_fee,
            {invoiceColumns}, i.flags, extract(epoch from clock_timestamp() - i.as_of) as age
        from (
            select l.pos, l.number, c.is_manual, c.by_email, c.with_interest, c.with_fee
            from draft_line l
            left join lateral (
                select * from draft_choice where draft = :draft and pos = l.pos offset 0
            ) c on true
            where l.draft = :draft and l.pos > :after_position and coalesce(c.is_ticked, :is_ticked)
            order by l.pos limit :limit
        ) l
        left join lateral (
            select * from invoice where creditor = :creditor and number = l.number offset 0
        ) i on true
        order by l.pos
        """

    case markSent = "update draft set state = 'sent', run = :run where id = :draft"

    /// Finds the run of a draft that was swept after it was sent.
    case runOfSwept = """
        select id from run
        where creditor = :creditor and key = :key and created_by = :created_by
        """

    /// Returns the median of the letters of the creditor's last twenty runs; null: it has none.
    case usualSize = """
        select percentile_disc(0.5) within group (order by letters) as letters from (
            select total - skipped as letters from run
            where creditor = :creditor and state <> 'loading' and total > skipped
            order by id desc limit 20
        ) x
        """

    // Sweeping

    /// Locks the draft whose time was over first, and skips those that somebody else has locked.
    case dead = """
        select id from draft where expires_at <= clock_timestamp()
        order by expires_at limit 1 for update skip locked
        """

    case sweepLines = """
        delete from draft_line where draft = :draft and pos in (
            select pos from draft_line where draft = :draft order by pos limit :limit)
        """

    case sweepPicks = """
        delete from draft_pick where draft = :draft and number in (
            select number from draft_pick where draft = :draft limit :limit)
        """

    case sweepChoices = """
        delete from draft_choice where draft = :draft and pos in (
            select pos from draft_choice where draft = :draft limit :limit)
        """

    case sweepSums = "delete from draft_sum where draft = :draft"

    case sweepDraft = "delete from draft where id = :draft"
}
