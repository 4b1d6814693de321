-- psql -v invoices=1000000: one creditor with so many invoices, two thirds of them reminded of in
-- seven runs, in all states. Ties as real ledgers have them: a few hundred days, round amounts,
-- customers with several invoices.
\set ON_ERROR_STOP 1
insert into creditor (handle, name, org_number, account, amili_creditor, activation)
values ('bench', 'Bänk AB', '0', repeat('b', 24), repeat('b', 24), 'active');
insert into loader select id from creditor where handle = 'bench';
insert into poll (creditor) select id from creditor where handle = 'bench';
insert into throttle (scope, creditor, rate) select 'creditor ' || id, id, 'Infinity'
from creditor where handle = 'bench';

-- Each customer is a debtor of their own, by an organisation number with its check digit.
create temp table customer as
select c, '556' || lpad(c::text, 6, '0') || (10 - sum % 10) % 10 as id_number
from generate_series(0, 299999) c cross join lateral (
    select sum(d / 10 + d % 10) as sum from (
        select substr('556' || lpad(c::text, 6, '0'), i, 1)::integer * (1 + i % 2) as d
        from generate_series(1, 9) i
    ) digits
) luhn;
analyze customer;

insert into invoice (creditor, number, written, customer_number, name, id_number, is_company,
    address_line, zip_code, city, country, email, description, invoice_date, due_date, total_ore,
    remaining_ore, currency, flags, as_of)
select c.id, (100000 + n)::text, (100000 + n)::text, (10000 + h % 300000)::text,
    (array['Anna', 'Åke', 'Örjan', 'Lars', 'Eva', 'Karin', 'Bo', 'Sven'])[1 + h % 8] || ' '
        || (array['Andersson', 'Öberg', 'Åström', 'Lind', 'Ek', 'Svensson'])[1 + h / 8 % 6]
        || (array['', ' AB', ' Bygg', ' & Son'])[1 + h / 48 % 4] || ' ' || h % 1000,
    k.id_number, true, 'Storgatan ' || h % 200, '11122', 'Stockholm', 'SE',
    'faktura@example.se', 'Varor', d - 30, d, a, case when h % 5 = 0 then 0 else a end, 'SEK',
    case when h % 5 = 0 then 1 when h % 97 = 0 then 8 else 0 end, now()
from (
    select n, hashint4(n) & 2147483647 as h,
        (now() at time zone 'Europe/Stockholm')::date - 400 + (n * 430::bigint / :invoices)::integer
            as d,
        100 * (100 + (hashint4(n + 1) & 16383)) as a
    from generate_series(1, :invoices) n
) x join customer k on k.c = h % 300000, creditor c where c.handle = 'bench'
order by n;

insert into run (creditor, key, digest, state, as_of, grace_bank_days, created_by, released_at)
select id, 'k' || n, 'd', 'open', now(), 3, 'bench', now() from creditor, generate_series(1, 7) n
where handle = 'bench';

-- Accepted most of them; a hundred in doubt, some thousands of each failure.
insert into reminder (creditor, run, pos, number, state, reason, case_id, amili_ocr, doubt_since)
select c.id, r, n, (100000 + m)::text, state::"char",
    case when state in ('r', 's', 'f') then 1 end,
    case when state = 'a' then lpad(m::text, 24, '0') end,
    case when state = 'a' then m::text end, case when state = 'u' then now() end
from (
    select r, n, (r - 1) * (:invoices / 10) + n as m,
        case when n % 7000 = 0 then 'u' when n % 1000 < 20 then 'r' when n % 1000 < 100 then 's'
            when n % 1000 = 100 then 'f' when n % 1000 = 101 then 'c' when n % 1000 < 105 then 'm'
            when r = 7 then 'q' else 'a' end as state
    from generate_series(1, 7) r, generate_series(1, :invoices / 10) n
) x, creditor c where c.handle = 'bench' order by r, n;
insert into permit (creditor, number, run, pos)
select creditor, number, run, pos from reminder where state in ('q', 'u', 'a', 'm') order by 1, 2;
insert into part (run, first, last, creditor, turn, state, due_at, doubt_until, n_q, n_u, n_a, n_r,
    n_s, n_f, n_c, n_m, exception_pos, exception_state, exception_reason)
select run, min(pos), max(pos), creditor, run,
    case when bool_or(state in ('q', 'u')) then 'waiting' else 'done' end,
    case when bool_or(state in ('q', 'u')) then 'infinity'::timestamptz end, now(),
    count(*) filter (where state = 'q'), count(*) filter (where state = 'u'),
    count(*) filter (where state = 'a'), count(*) filter (where state = 'r'),
    count(*) filter (where state = 's'), count(*) filter (where state = 'f'),
    count(*) filter (where state = 'c'), count(*) filter (where state = 'm'),
    coalesce(array_agg(pos order by pos) filter (where state not in ('q', 'a')), '{}'),
    coalesce(array_agg(state order by pos) filter (where state not in ('q', 'a')), '{}'),
    coalesce(array_agg(reason order by pos) filter (where state not in ('q', 'a')), '{}')
from reminder group by run, creditor, (pos - 1) / 99;
update run u set total = n, queued = n - s, skipped = s
from (
    select run, count(*) as n, count(*) filter (where state = 's') as s from reminder group by run
) x where x.run = u.id;
vacuum (analyze);
