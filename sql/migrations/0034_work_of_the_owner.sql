-- What takes the owner of the tables, and is done at run time by programs that must not own them:
-- an owner may drop them. These functions do it with the rights of their own owner. They take
-- nothing from their caller, see the schema of the tables and PostgreSQL's own names only, and may
-- be run as often as one likes. sql/roles.sql says who may run them.

-- Makes the partitions of evidence for this and the next month, unless they exist. A month with
-- rows in the default partition gets none: they stay there. It waits for a lock for 200 ms at most,
-- since settles would wait behind it; the next turn tries again.
create function make_evidence_partitions() returns void
language plpgsql security definer
as $$
declare
    missing record;
begin
    for missing in
        select to_char(month, '"evidence_"YYYY_MM') as name,
            to_char(month, 'YYYY-MM-DD"T00:00:00Z"') as first,
            to_char(month + interval '1 month', 'YYYY-MM-DD"T00:00:00Z"') as next
        from generate_series(date_trunc('month', now() at time zone 'UTC'),
            date_trunc('month', now() at time zone 'UTC') + interval '1 month',
            interval '1 month') month
        where to_regclass(to_char(month, '"evidence_"YYYY_MM')) is null
            and not exists (
                select from evidence_default where at >= month at time zone 'UTC'
                    and at < (month + interval '1 month') at time zone 'UTC')
        order by month
    loop
        execute format('create table %I partition of evidence for values from (%L) to (%L)',
            missing.name, missing.first, missing.next);
    end loop;
end
$$;

-- Renews the planner's statistics after a creditor's first load.
create function analyze_loaded() returns void
language plpgsql security definer
as $$
begin
    analyze invoice, permit, reminder;
end
$$;

-- `pg_temp` last: what a caller has made there must not stand in for a table.
do $$
begin
    execute format('alter function make_evidence_partitions() set search_path = %I, pg_temp',
        current_schema());
    execute format('alter function analyze_loaded() set search_path = %I, pg_temp',
        current_schema());
end
$$;
alter function make_evidence_partitions() set lock_timeout = '200ms';

revoke execute on function make_evidence_partitions(), analyze_loaded() from public;
