-- What the register knows: look-ups by key whatever the statistics, what no file has told, and
-- customers with a credit.

-- A creditor that the statistics did not know was taken to have next to nothing, so that reading
-- all of it looked as good as one look-up by key: an import of 20,000 lines never ended. Without
-- statistics of the column PostgreSQL takes each creditor for half a percent of the table, known or
-- not; likewise a run, which is newer than the statistics as a rule. PostgreSQL forgets them only
-- when the column's type is set, and the views stand in the way of that.
do $$
declare
    lists text[] := array['reminder_list', 'invoice_list'];
    texts text[];
    rights text[];
    command text;
begin
    select array_agg(pg_get_viewdef(l.name::regclass) order by l.place) into texts
    from unnest(lists) with ordinality l(name, place);
    select array_agg(format('grant %s on %s to %s', a.privilege_type, l.name,
        case when a.grantee = 0 then 'public' else a.grantee::regrole::text end)) into rights
    from unnest(lists) l(name)
    join pg_class c on c.oid = l.name::regclass
    cross join aclexplode(c.relacl) a
    where a.grantee <> c.relowner;
    drop view invoice_list;
    drop view reminder_list;
    foreach command in array array[
        'invoice alter creditor', 'permit alter creditor', 'permit alter run',
        'reminder alter creditor', 'reminder alter run', 'manual_reminder alter creditor',
        'manual_reminder alter run'
    ] loop
        execute 'alter table ' || command || ' type bigint';
        execute 'alter table ' || command || ' set statistics 0';
    end loop;
    for place in 1..2 loop
        execute format('create view %I as %s', lists[place], texts[place]);
    end loop;
    foreach command in array coalesce(rights, '{}') loop
        execute command;
    end loop;
end $$;

-- No file told what is left of it: its total is taken for that, and follows the total.
alter table invoice add column remaining_is_total boolean not null default false;

-- Knowledge is never newer than the moment when it came in.
update invoice set as_of = changed_at where as_of > clock_timestamp();

-- What a customer has to their credit. Few have, so that nobody else's rows are read for it.
create index invoice_credit on invoice (creditor, customer_number)
    where customer_number is not null and (remaining_ore < 0 or flags & 4 <> 0);

-- Customers with a credit, and what they owe when all is summed: zero or less is nothing to remind
-- of. A credit note counts as a credit whatever its sign, but not once it is paid or credited;
-- drafts and other currencies are no debts. Of a customer with more than 10,000 invoices so many
-- are summed, so that the balance is at least so large.
create view customer_credit as
select c.creditor, c.customer_number, sum(-abs(c.remaining_ore)) + coalesce((
        select sum(o.remaining_ore)
        from (
            select remaining_ore, currency, flags from invoice
            where creditor = c.creditor and customer_number = c.customer_number limit 10000
        ) o
        where o.remaining_ore > 0 and o.currency = 'SEK' and o.flags & 4103 = 0
    ), 0) as balance_ore
from invoice c
where c.customer_number is not null and (c.remaining_ore < 0 or c.flags & 4 <> 0)
    and c.flags & 3 = 0 and c.remaining_ore <> 0
group by c.creditor, c.customer_number;

-- The letter as it was last shown or printed: what whoever marks it done has in hand.
alter table manual_reminder
    add column shown_until date,
    add column shown_ore bigint,
    add column shown_interest_ore bigint check (shown_interest_ore >= 0),
    add column shown_fee_ore bigint check (shown_fee_ore between 0 and 6000),
    add constraint manual_reminder_shown check (
        (shown_until is null) = (shown_ore is null)
        and (shown_until is null) = (shown_fee_ore is null)
        and (shown_until is not null or shown_interest_ore is null));
