import Database

/// What users have ticked.
enum SelectionStatement: String, Statement {
    /// Makes it if need be; one that went stale is emptied. Locks it: ticks of one user come one
    /// after the other.
    case open = """
        insert into selection (owner, creditor) values (:owner, :creditor)
        on conflict (owner, creditor) do update
            set revision = selection.revision + 1, changed_at = clock_timestamp()
        returning filter, matched, revision, choice
        """

    case setFilter = """
        update selection set filter = :filter, matched = :matched, choice = :choice
        where owner = :owner and creditor = :creditor
        """

    case openChoice = "insert into filter_choice default values returning id"

    /// `seq`: the part's place. `numbers`: one at least.
    case addChosen = """
        insert into filter_choice_part (choice, seq, first, last, numbers)
        select :choice, :seq,
            (array_agg(n order by length(n), n collate "C"))[1],
            (array_agg(n order by length(n) desc, n collate "C" desc))[1], :numbers::text[]
        from unnest(:numbers::text[]) o(n)
        """

    /// Those that were chosen. Reads the parts that the numbers lie in.
    case chosen = """
        select k.n as number
        from (
            select (array_agg(n order by length(n), n collate "C"))[1] as least,
                (array_agg(n order by length(n) desc, n collate "C" desc))[1] as greatest
            from unnest(:numbers::text[]) o(n)
        ) e
        join filter_choice_part c on c.choice = :choice
            and (length(c.last), c.last collate "C") >= (length(e.least), e.least collate "C")
            and (length(c.first), c.first collate "C")
                <= (length(e.greatest), e.greatest collate "C")
        cross join lateral unnest(c.numbers) k(n)
        where k.n = any(:numbers::text[])
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

    /// No row if it is stale or there is none.
    case present = """
        select filter, matched, revision, choice from selection
        where owner = :owner and creditor = :creditor
            and changed_at > clock_timestamp() - interval '7 days'
        """

    /// Keeps it as it is until the transaction ends.
    case hold = """
        select revision from selection
        where owner = :owner and creditor = :creditor for no key update
        """

    /// How many are exceptions, and how many are none.
    case countTicks = """
        select is_out, count(*) as ticks from selection_tick
        where owner = :owner and creditor = :creditor group by is_out
        """

    /// `is_out`: it is an exception.
    case ticks = """
        select number, is_out from selection_tick
        where owner = :owner and creditor = :creditor and number = any(:numbers::text[])
        """

    /// `is_out`: as exceptions.
    case tick = """
        insert into selection_tick (owner, creditor, number, is_out)
        select :owner, :creditor, number, :is_out from unnest(:numbers::text[]) o(number)
        order by number
        on conflict (owner, creditor, number) do update set is_out = excluded.is_out
            where selection_tick.is_out <> excluded.is_out
        """

    case untick = """
        delete from selection_tick
        where owner = :owner and creditor = :creditor and number = any(:numbers::text[])
        """

    case untickAll = "delete from selection_tick where owner = :owner and creditor = :creditor"

    /// Its ticks go with it.
    case remove = "delete from selection where owner = :owner and creditor = :creditor"

    /// Only if nothing was ticked since.
    case removeUnchanged = """
        delete from selection
        where owner = :owner and creditor = :creditor and revision = :revision
        """

    case removeStale = """
        delete from selection
        where owner = :owner and creditor = :creditor
            and changed_at <= clock_timestamp() - interval '7 days'
        """

    /// Those of whoever has not come back.
    case sweep = """
        delete from selection where (owner, creditor) in (
            select owner, creditor from selection
            where changed_at <= clock_timestamp() - interval '7 days' limit :limit)
        """

    case onFile = """
        select i.number
        from unnest(:numbers::text[]) o(number)
        cross join lateral (
            select number from invoice where creditor = :creditor and number = o.number offset 0
        ) i
        """
}
