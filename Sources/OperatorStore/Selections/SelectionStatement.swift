import Database

/// Reads and changes what users have selected.
enum SelectionStatement: String, Statement {
    /// Makes the selection if there is none, and locks it, so that changes by one user come one
    /// after the other. `removeStale` goes before it.
    case open = """
        insert into selection (owner, creditor) values (:owner, :creditor)
        on conflict (owner, creditor) do update
            set revision = selection.revision + 1, changed_at = clock_timestamp()
        returning filter, matched, revision, choice
        """

    /// `matched`: how many match now. `choice`: the id of their stored keys.
    case setFilter = """
        update selection set filter = :filter, matched = :matched, choice = :choice
        where owner = :owner and creditor = :creditor
        """

    /// Makes an empty choice: what matches a filter at the moment is added to it.
    case openChoice = "insert into filter_choice default values returning id"

    /// Adds a part to a choice. `seq`: its place. `numbers`: at least one.
    case addChosen = """
        insert into filter_choice_part (choice, seq, first, last, numbers)
        select :choice, :seq,
            (array_agg(n order by length(n), n collate "C"))[1],
            (array_agg(n order by length(n) desc, n collate "C" desc))[1], :numbers::text[]
        from unnest(:numbers::text[]) o(n)
        """

    /// Returns those of `numbers` that were chosen. It reads only the parts whose ranges the
    /// numbers overlap.
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

    /// Deletes up to ten choices that are more than an hour old and that no selection and no draft
    /// refers to.
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

    /// Returns no row if the selection is stale or missing.
    case present = """
        select filter, matched, revision, choice from selection
        where owner = :owner and creditor = :creditor
            and changed_at > clock_timestamp() - {selectionLife}
        """

    /// Locks the selection, so that it stays as it is until the transaction ends.
    case hold = """
        select revision from selection
        where owner = :owner and creditor = :creditor for no key update
        """

    /// Returns up to two rows: how many ticks are exceptions to the filter, and how many are not.
    case countTicks = """
        select is_out, count(*) as ticks from selection_tick
        where owner = :owner and creditor = :creditor group by is_out
        """

    /// `is_out`: the tick is an exception to the filter.
    case ticks = """
        select number, is_out from selection_tick
        where owner = :owner and creditor = :creditor and number = any(:numbers::text[])
        """

    /// `is_out`: stores the ticks as exceptions.
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

    /// Deletes the selection; its ticks are deleted with it.
    case remove = "delete from selection where owner = :owner and creditor = :creditor"

    /// Deletes the selection unless anything was ticked since `revision`.
    case removeUnchanged = """
        delete from selection
        where owner = :owner and creditor = :creditor and revision = :revision
        """

    /// Deletes the selection if it is stale.
    case removeStale = """
        delete from selection
        where owner = :owner and creditor = :creditor
            and changed_at <= clock_timestamp() - {selectionLife}
        """

    /// Deletes up to `limit` stale selections of any user.
    case sweep = """
        delete from selection where (owner, creditor) in (
            select owner, creditor from selection
            where changed_at <= clock_timestamp() - {selectionLife} limit :limit)
        """

    /// Returns those of `numbers` that the creditor has an invoice for.
    case onFile = """
        select i.number
        from unnest(:numbers::text[]) o(number)
        cross join lateral (
            select number from invoice where creditor = :creditor and number = o.number offset 0
        ) i
        """
}
