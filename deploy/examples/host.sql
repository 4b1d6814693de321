-- Hands two invoices over in one transaction, by plain psql:
--
--     psql -X -v ON_ERROR_STOP=1 -v creditor=demo -v batch=2026-12-03 -f deploy/examples/host.sql
--
-- Your own changes belong between `begin` and `commit`: all of it happens, or nothing does. If the
-- answer to `commit` is lost, run it again. It is the same request, and no letter goes twice.
begin;

insert into paminn_v1.inbox (creditor, batch, invoice_number, customer_number, name, is_company,
    id_number, address_line, zip_code, city, invoice_date, due_date, total_ore, remaining_ore)
values
    (:'creditor', :'batch', '70001', 'K17', 'Påhittade Båtar AB', true, '556016-0680',
        'Låtsasgatan 1', '411 19', 'Göteborg', '2026-09-01', '2026-10-01', 125000, 125000),
    (:'creditor', :'batch', '70002', 'K17', 'Påhittade Båtar AB', true, '556016-0680',
        'Låtsasgatan 1', '411 19', 'Göteborg', '2026-09-05', '2026-10-05', 48000, 40000);

select paminn_v1.enqueue(:'creditor', :'batch', hold => '10 min') as request \gset

commit;

\echo request :request
