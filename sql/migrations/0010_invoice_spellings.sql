-- breaking
-- `10 234`, `10234.0` and `'10234` are one invoice: the canonical number tells so now. What is on
-- file under such a spelling goes by the canonical number from here on. Where two spellings are on
-- file nothing is merged: a letter may have gone for either. The one that a letter may have gone
-- for keeps the invoice's number, the other gets both (`10234 (10 234)`), and no letter goes for it
-- until a human has said what it is (`paminn spellings`).

create table invoice_twin (
    creditor bigint not null,
    -- The row's own number, and that of the invoice whose second spelling it seems to be.
    number text not null,
    canonical text not null,
    found_at timestamptz not null default clock_timestamp(),
    -- When a human said that it is another invoice, or that a letter went for it all the same.
    settled_at timestamptz,
    primary key (creditor, number)
);

-- As SpreadsheetNumber and InvoiceNumber of the program have it; a test holds them together.
-- Null: no spreadsheet's rendering of a whole number, or one that has lost digits.
create function pg_temp.spreadsheet_digits(key text) returns text language plpgsql strict as $$
declare
    t text := translate(key, '０１２３４５６７８９‘’', '0123456789''''');
    before text;
    part text[];
    places integer;
    digits text;
    is_exact boolean := true;
begin
    loop
        before := t;
        t := ltrim(rtrim(t, ' '), ' ''');
        if starts_with(t, '=') then t := substr(t, 2); end if;
        if t ~ '^".*"$' and length(t) >= 2 then t := substr(t, 2, length(t) - 2); end if;
        exit when t = before;
    end loop;
    if t !~ '^[0-9]' or length(t) > 128 then return null; end if;
    part := regexp_match(t, '^([0-9]+)(?:([.,])([0-9]*))?E([+-]?)([0-9]+)$');
    if part is not null then
        if part[2] is null and part[4] = '' then return null; end if;
        places := least(part[5]::numeric, 1000)::integer;
        part[3] := coalesce(part[3], '');
        if part[4] = '-' or places > length(part[3])
            or substr(part[3], places + 1) !~ '^0*$'
        then
            return null;
        end if;
        digits := part[1] || left(part[3], places);
    elsif t ~ '^([0-9]+|[0-9]{1,3}(( [0-9]{3})+|(''[0-9]{3})+))$' then
        digits := regexp_replace(t, '[^0-9]', '', 'g');
        is_exact := false;
    elsif t ~ '^[0-9]+[.,]0+$' and t !~ '^[0-9]{1,3}[.,]000$'
        or t ~ '^[0-9]{1,3}(( [0-9]{3})+|(''[0-9]{3})+)[.,]0+$'
        or t ~ '^[0-9]{1,3}(,[0-9]{3})+[.]0+$' or t ~ '^[0-9]{1,3}([.][0-9]{3})+,0+$'
    then
        digits := regexp_replace(regexp_replace(t, '[.,]0+$', ''), '[^0-9]', '', 'g');
    else
        return null;
    end if;
    if is_exact and length(ltrim(digits, '0')) > 15
        or substr(digits, 16) ~ '^000+$' and digits ~ '[1-9]'
    then
        return null;
    end if;
    return digits;
end $$;

create function pg_temp.canonical_number(key text) returns text language plpgsql strict as $$
declare
    t text := key;
    before text;
begin
    loop
        before := t;
        t := coalesce(
            pg_temp.spreadsheet_digits(t), nullif(regexp_replace(t, '^[ ''‘’]+', ''), ''), t);
        t := coalesce(nullif(ltrim(t, '0'), ''), '0');
        if t = before then return t; end if;
    end loop;
end $$;

-- Every number that changes, and those that others come to.
create temporary table spelling on commit drop as
select distinct creditor, number, pg_temp.canonical_number(number) as canonical
from (
    select creditor, number from invoice
    union all select creditor, number from permit
    union all select creditor, number from reminder
) x
where number ~ '[ .,''‘’"=+０-９]' and number <> pg_temp.canonical_number(number);

-- Those with an invoice or a permit of their own; the first of a canonical number keeps it.
create temporary table contender on commit drop as
select x.creditor, x.number, x.canonical, row_number() over (
    partition by x.creditor, x.canonical
    order by h.number is not null
            and (h.case_id is not null or coalesce(r.state in ('a', 'u', 'm'), true)) desc,
        h.number is not null desc, x.number = x.canonical desc, x.number) as place
from (
    select creditor, number, canonical from spelling
    union select creditor, canonical, canonical from spelling
) x
left join permit h on h.creditor = x.creditor and h.number = x.number
left join reminder r on r.creditor = h.creditor and r.run = h.run and r.pos = h.pos
where h.number is not null
    or exists (select from invoice i where i.creditor = x.creditor and i.number = x.number);

create temporary table renaming on commit drop as
select s.creditor, s.number, s.canonical, coalesce(c.place, 1) > 1 as is_twin,
    case when c.place > 1 then s.canonical || ' (' || s.number || ')' else s.canonical end as new
from (
    select creditor, number, canonical from spelling
    union select creditor, number, canonical from contender where place > 1
) s
left join contender c on c.creditor = s.creditor and c.number = s.number;

insert into invoice_twin (creditor, number, canonical)
select creditor, new, canonical from renaming where is_twin;

-- Two letters went for one invoice: a human has to know.
insert into incident (creditor, run, pos, what, case_ids)
select w.creditor, h.run, h.pos, 'two spellings of one invoice have a letter each',
    array_remove(array[r.case_id, o.case_id], null)
from renaming w
join contender k on k.creditor = w.creditor and k.canonical = w.canonical and k.place = 1
join permit h on h.creditor = w.creditor and h.number = w.number
join permit p on p.creditor = k.creditor and p.number = k.number
join reminder r on r.creditor = h.creditor and r.run = h.run and r.pos = h.pos
join reminder o on o.creditor = p.creditor and o.run = p.run and o.pos = p.pos
where w.is_twin and r.state = 'a' and o.state = 'a'
on conflict do nothing;

-- The careful reading of all spellings holds for the one that may go: the least to pay, and every
-- reason against it.
update invoice i set
    remaining_ore = least(i.remaining_ore, t.remaining_ore), flags = i.flags | t.flags,
    changed_at = clock_timestamp()
from contender k
join (
    select w.creditor, w.canonical, min(o.remaining_ore) as remaining_ore,
        bit_or(o.flags) as flags
    from renaming w join invoice o on o.creditor = w.creditor and o.number = w.number
    where w.is_twin group by 1, 2
) t on t.creditor = k.creditor and t.canonical = k.canonical
where k.place = 1 and i.creditor = k.creditor and i.number = k.number;

-- Bit 15: InvoiceFlags.spelledTwice.
update invoice i set flags = i.flags | 32768, changed_at = clock_timestamp()
from renaming w where w.is_twin and i.creditor = w.creditor and i.number = w.number;

-- The twins make room first.
update invoice i set number = w.new, changed_at = clock_timestamp()
from renaming w where w.is_twin and i.creditor = w.creditor and i.number = w.number;
update permit i set number = w.new
from renaming w where w.is_twin and i.creditor = w.creditor and i.number = w.number;
update invoice i set number = w.new, changed_at = clock_timestamp()
from renaming w where not w.is_twin and i.creditor = w.creditor and i.number = w.number;
update permit i set number = w.new
from renaming w where not w.is_twin and i.creditor = w.creditor and i.number = w.number;
update reminder i set number = w.new, changed_at = clock_timestamp()
from renaming w where i.creditor = w.creditor and i.number = w.number;

-- What somebody has marked, and what is about to be confirmed. A twin falls out of it.
delete from selection_tick t using renaming w
where w.creditor = t.creditor and w.number = t.number
    and (w.is_twin or exists (
        select from selection_tick o
        where o.owner = t.owner and o.creditor = t.creditor and o.number = w.new));
update selection_tick t set number = w.new
from renaming w where w.creditor = t.creditor and w.number = t.number;
update draft d set expires_at = clock_timestamp() where state <> 'sent' and exists (
    select from renaming w where w.creditor = d.creditor);

-- What every look-up must bring back is compared by its canonical number.
update creditor set
    canary_number = pg_temp.canonical_number(canary_number),
    next_canary_number = pg_temp.canonical_number(next_canary_number)
where canary_number is not null or next_canary_number is not null;

drop function pg_temp.canonical_number(text);
drop function pg_temp.spreadsheet_digits(text);
