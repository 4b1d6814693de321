import Database

/// What users have ticked.
enum SelectionStatement: String, Statement {
    /// $1 owner, $2 creditor. Row: (filter, matched, revision, choice). Makes it if need be; one
    /// that went stale is emptied. Locks it: ticks of one user come one after the other.
    case open = """
        insert into selection (owner, creditor) values ($1, $2)
        on conflict (owner, creditor) do update
            set revision = selection.revision + 1, changed_at = clock_timestamp()
        returning filter, matched, revision, choice
        """

    /// $1 owner, $2 creditor, $3 filter, $4 matched, $5 choice.
    case setFilter = """
        update selection set filter = $3, matched = $4, choice = $5
        where owner = $1 and creditor = $2
        """

    /// Row: (id).
    case openChoice = "insert into filter_choice default values returning id"

    /// $1 choice, $2 its part's place, $3 numbers, one at least.
    case addChosen = """
        insert into filter_choice_part (choice, seq, first, last, numbers)
        select $1, $2,
            (array_agg(n order by length(n), n collate "C"))[1],
            (array_agg(n order by length(n) desc, n collate "C" desc))[1], $3::text[]
        from unnest($3::text[]) o(n)
        """

    /// $1 choice, $2 numbers. Rows: (number) of those that were chosen. Reads the parts that the
    /// numbers lie in.
    case chosen = """
        select k.n
        from (
            select (array_agg(n order by length(n), n collate "C"))[1] as least,
                (array_agg(n order by length(n) desc, n collate "C" desc))[1] as greatest
            from unnest($2::text[]) o(n)
        ) e
        join filter_choice_part c on c.choice = $1
            and (length(c.last), c.last collate "C") >= (length(e.least), e.least collate "C")
            and (length(c.first), c.first collate "C")
                <= (length(e.greatest), e.greatest collate "C")
        cross join lateral unnest(c.numbers) k(n)
        where k.n = any($2::text[])
        """

    /// Choices that no selection and no draft goes by, an hour after they were made.
    case sweepChoices = """
        with gone as (
            delete from filter_choice where id in (
                select id from filter_choice c
                where made_at < clock_timestamp() - interval '1 hour'
                    and not exists (select from selection where choice = c.id)
                    and not exists (select from draft where choice = c.id)
                limit 10)
            returning id
        )
        delete from filter_choice_part where choice in (select id from gone)
        """

    /// $1 owner, $2 creditor. Row: (filter, matched, revision, choice), or none if it is stale or
    /// there is none.
    case present = """
        select filter, matched, revision, choice from selection
        where owner = $1 and creditor = $2
            and changed_at > clock_timestamp() - interval '7 days'
        """

    /// $1 owner, $2 creditor: keeps it as it is until the transaction ends.
    case hold = """
        select revision from selection where owner = $1 and creditor = $2 for no key update
        """

    /// $1 owner, $2 creditor. Rows: (are they exceptions, how many).
    case countTicks = """
        select is_out, count(*) from selection_tick
        where owner = $1 and creditor = $2 group by is_out
        """

    /// $1 owner, $2 creditor, $3 numbers. Rows: (number, is it an exception).
    case ticks = """
        select number, is_out from selection_tick
        where owner = $1 and creditor = $2 and number = any($3::text[])
        """

    /// $1 owner, $2 creditor, $3 numbers, $4 as exceptions.
    case tick = """
        insert into selection_tick (owner, creditor, number, is_out)
        select $1, $2, number, $4 from unnest($3::text[]) o(number) order by number
        on conflict (owner, creditor, number) do update set is_out = excluded.is_out
            where selection_tick.is_out <> excluded.is_out
        """

    /// $1 owner, $2 creditor, $3 numbers.
    case untick = """
        delete from selection_tick
        where owner = $1 and creditor = $2 and number = any($3::text[])
        """

    /// $1 owner, $2 creditor.
    case untickAll = "delete from selection_tick where owner = $1 and creditor = $2"

    /// $1 owner, $2 creditor. Its ticks go with it.
    case remove = "delete from selection where owner = $1 and creditor = $2"

    /// $1 owner, $2 creditor, $3 revision. Only if nothing was ticked since.
    case removeUnchanged = """
        delete from selection where owner = $1 and creditor = $2 and revision = $3
        """

    /// $1 owner, $2 creditor.
    case removeStale = """
        delete from selection
        where owner = $1 and creditor = $2
            and changed_at <= clock_timestamp() - interval '7 days'
        """

    /// $1 limit. Those of whoever has not come back.
    case sweep = """
        delete from selection where (owner, creditor) in (
            select owner, creditor from selection
            where changed_at <= clock_timestamp() - interval '7 days' limit $1)
        """

    /// $1 creditor, $2 numbers. Rows: (number) of those on file.
    case onFile = """
        select i.number
        from unnest($2::text[]) o(number)
        cross join lateral (
            select number from invoice where creditor = $1 and number = o.number offset 0
        ) i
        """
}
