import Database

/// SQL that erases what tells who a customer of a creditor is. Run while the transaction holds the
/// loader's lock, in the order of the cases; only holders of that lock change many invoices of one
/// creditor. `numbers`: canonical, of a page of the customer's invoices.
enum ErasingStatement: String, Statement {
    /// Counts the customer's invoices by what keeps their data here (`EraseObstacle.Kind`).
    /// `numbers`: the first twenty as written, a line each. `closed_flags`: paid or credited.
    case obstacles = """
        select o.obstacle, count(*) as invoices,
            array_to_string((array_agg(o.written order by o.number collate "C"))[1 : 20], chr(10))
                as numbers
        from (
            select distinct i.number, i.written, w.obstacle
            from (
                select * from invoice
                where creditor = :creditor and customer_number = :customer offset 0
            ) i
            cross join lateral (
                select case when l.state = 'u' then 'uncertain'
                        when l.state = 'q' and u.state = 'held' then 'held'
                        when l.state = 'q' and p.state = 'claimed' then 'in hand'
                        when l.state = 'q' then 'queued'
                        when m.todo then 'by hand'
                        when n.id is not null then 'incident'
                        else 'open case' end as obstacle
                from reminder l
                join run u on u.id = l.run
                left join part p on p.run = l.run
                    and p.first = (l.pos - 1) / {partSize} * {partSize} + 1
                left join manual_reminder m
                    on m.creditor = l.creditor and m.run = l.run and m.pos = l.pos and m.todo
                left join incident n on n.creditor = l.creditor and n.run = l.run
                    and n.pos = l.pos and n.closed_at is null
                where l.creditor = :creditor and l.number = i.number
                    and (l.state in ('q', 'u') or m.todo or n.id is not null
                        or (l.state = 'a' and {isOpenAtAmili} and exists (
                            select from permit h
                            where h.creditor = l.creditor and h.number = l.number
                                and h.run = l.run and h.pos = l.pos)))
                union all
                select 'credit'
                where i.remaining_ore <> 0 and i.flags & :closed_flags::integer = 0
                    and (i.remaining_ore < 0 or i.flags & :credit_flag::integer <> 0)
            ) w
            union all
            select coalesce(b.invoice_number, ''), coalesce(b.invoice_number, '?'), 'inbox'
            from host_line b join creditor c on c.handle = b.creditor
            where c.id = :creditor
                and (trim(b.customer_number) = :customer or exists (
                    select from invoice i
                    where i.creditor = :creditor and i.customer_number = :customer
                        and b.invoice_number in (i.number, i.written)))
        ) o
        group by o.obstacle order by o.obstacle
        """

    /// A page of the customer's invoices, after the number `after`; null: from the first one.
    case invoices = """
        select number, remaining_ore > 0 and flags & :closed_flags::integer = 0 as is_unpaid
        from invoice
        where creditor = :creditor and customer_number = :customer
            and (:after::text is null or number collate "C" > :after)
        order by number collate "C" limit :limit
        """

    /// Forgets what users search by, if it is a part of what is told of the customer, or has the
    /// customer's name or number in it. A selection by such a text is deleted, and a draft loses
    /// its filter, as when their owner signs out.
    case forgetSearches = """
        with sought as (
            select 'search' as kind, id as key, lower(name) as sought from console_search
            union all
            select 'selection', owner::text, lower(coalesce(
                filter::jsonb #>> '{search,name,_0}', filter::jsonb #>> '{search,number,_0}'))
            from selection where creditor = :creditor and filter is not null
            union all
            select 'draft', id::text, lower(coalesce(
                filter::jsonb #>> '{search,name,_0}', filter::jsonb #>> '{search,number,_0}'))
            from draft where creditor = :creditor and filter is not null
        ), found as materialized (
            select s.kind, s.key from sought s
            where s.sought <> '' and exists (
                select from invoice i
                where i.creditor = :creditor and i.number = any(:numbers)
                    and (position(s.sought in lower(concat_ws(chr(10), i.name, i.customer_number,
                            i.id_number, i.address_line, i.city, i.email, i.mobile_number,
                            i.description, i.ocr))) > 0
                        or position(lower(nullif(i.name, '')) in s.sought) > 0
                        or position(lower(i.customer_number) in s.sought) > 0))
        ), searches as (
            delete from console_search
            where id in (select key from found where kind = 'search') returning id
        ), selections as (
            delete from selection
            where creditor = :creditor
                and owner::text in (select key from found where kind = 'selection')
            returning owner
        ), drafts as (
            update draft d set filter = null,
                expires_at = case d.state when 'building' then least(d.expires_at,
                    clock_timestamp()) else d.expires_at end
            where d.creditor = :creditor
                and d.id::text in (select key from found where kind = 'draft')
            returning d.id
        )
        select (select count(*) from searches) + (select count(*) from selections)
            + (select count(*) from drafts) as searches
        """

    /// Makes each line of the invoices in a draft one of a debtor of its own. What stood there is a
    /// hash of the customer's identity number, customer number or name, and can be guessed.
    case forgetDebtors = """
        with lines as (
            update draft_line l set debtor = -l.pos
            from draft d
            where d.creditor = :creditor and l.draft = d.id and l.number = any(:numbers)
            returning l.draft, l.pos
        )
        update draft_choice h set debtor = -h.pos
        from lines l where h.draft = l.draft and h.pos = l.pos
        """

    /// Empties the words of calls and of humans about the customer's reminders: Amili's answer may
    /// name somebody, and a human may. Words about a state are this program's own.
    case forgetEvidence = """
        update evidence e set why = null
        from reminder r
        where r.creditor = :creditor and r.number = any(:numbers)
            and e.creditor = r.creditor and e.run = r.run and e.pos = r.pos
            and e.kind in ('call', 'human') and e.why is not null
        """

    /// Empties the words by which incidents about the customer's reminders were closed.
    case forgetIncidents = """
        update incident n set closed_why = null
        from reminder r
        where r.creditor = :creditor and r.number = any(:numbers)
            and n.creditor = r.creditor and n.run = r.run and n.pos = r.pos
            and n.closed_why is not null
        """

    /// Empties all that tells who the customer is, and marks the invoices so that no letter goes.
    case forgetCustomer = """
        update invoice set customer_number = null, name = '', id_number = null, is_company = null,
            address_line = '', zip_code = '', city = '', country = '', email = null,
            mobile_number = null, description = '', ocr = null, flags = flags | {erasedFlag},
            changed_at = clock_timestamp()
        where creditor = :creditor and number = any(:numbers)
        """

    /// Adds a line to the audit within the same transaction, so that no erasure goes unrecorded.
    case audit = """
        insert into console_audit (login, action, creditor, facts)
        values (:login, :action, :creditor, :facts)
        """

    /// Renews the planner's statistics of the invoices, which hold copies of what was in the
    /// columns.
    case analyze = "select analyze_loaded()"
}
