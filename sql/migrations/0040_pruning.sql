-- `paminn prune` deletes a reminder whose letter Amili took and whose case is closed there, and
-- puts the case into its permit. The list goes on showing how it ended, and no letter goes again.

-- `case_id` is null as long as the reminder is there. `amili_state`: Amili's word for the closed
-- case.
alter table permit add column amili_state text,
    add constraint permit_pruned check (
        (case_id is null) = (amili_state is null) and starts_with(amili_state, 'closed')
    );

-- Those alone: the list of what is accepted reads them beside the reminders.
create index permit_of_pruned on permit (creditor, number) where case_id is not null;

-- How many of the run's reminders are gone, and when the last of them went.
alter table run
    add column pruned integer not null default 0,
    add column pruned_at timestamptz,
    add constraint run_pruned check (pruned between 0 and total),
    add constraint run_pruned_at check ((pruned = 0) = (pruned_at is null));

-- `offset 0`: each row is looked up by its key. PostgreSQL took a creditor for half a percent of a
-- table, joined its reminders in whole to each of its invoices, and did not end the list of a
-- creditor with 200,000.
create or replace view invoice_list as
select
    c.handle as creditor,
    i.written as invoice_number,
    coalesce(l.run, g.run) as run,
    coalesce(l.state, g.state, 'none') as state,
    coalesce(l.shown, g.shown, 'Ingen påminnelse') as shown,
    l.reason,
    l.reason_sv,
    l.reason_en,
    coalesce(l.attempts, 0) as attempts,
    l.next_attempt_at,
    coalesce(l.case_id, g.case_id) as case_id,
    l.amili_ocr,
    coalesce(l.amili_state, g.amili_state) as amili_state,
    i.remaining_ore,
    i.due_date,
    greatest(i.changed_at, l.changed_at) as changed_at,
    l.confirmed_at,
    i.creditor as creditor_id,
    i.number as invoice_key,
    coalesce(l.shown_en, g.shown_en, 'No reminder') as shown_en,
    coalesce(l.paid_after_handover, false) as paid_after_handover,
    l.amili_status,
    l.queue_state,
    coalesce(l.pos, g.pos) as pos
from invoice i
join creditor c on c.id = i.creditor
left join lateral (
    select * from permit where creditor = i.creditor and number = i.number offset 0
) h on true
left join lateral (
    select r.run, r.pos
    from reminder r
    where r.creditor = i.creditor and r.number = i.number and h.case_id is null
    order by (r.run = h.run and r.pos = h.pos) desc nulls last, r.run desc, r.pos
    limit 1
) live on true
left join lateral (
    select * from reminder_list
    where creditor_id = i.creditor and run = live.run and pos = live.pos offset 0
) l on true
-- The permit alone: its reminder is pruned.
left join lateral (
    select h.run, h.pos, h.case_id, h.amili_state, 'accepted' as state, w.swedish as shown,
        w.english as shown_en
    from amili_word w
    where h.case_id is not null
        and w.word = case h.amili_state when 'closed_paid' then h.amili_state else 'closed' end
) g on true;

-- Drops the partitions of evidence that are empty and end before `before`, and returns their names.
-- Nothing younger than 90 days goes, whatever the caller says. It waits for a lock for 200 ms at
-- most, since settles would wait behind it, and leaves to the next call what it does not get.
create function drop_empty_evidence_partitions(before timestamptz) returns text[]
language plpgsql security definer
as $$
declare
    old record;
    is_empty boolean;
    dropped text[] := '{}';
begin
    for old in
        select c.relname as name
        from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'evidence'::regclass and c.relname ~ '^evidence_[0-9]{4}_[0-9]{2}$'
            and (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC'
                <= least(before, now() - interval '90 days')
        order by c.relname
    loop
        begin
            execute format('select not exists (select from %I)', old.name) into is_empty;
            continue when not is_empty;
            lock table only evidence in access exclusive mode;
            execute format('lock table only %I in access exclusive mode', old.name);
            execute format('select not exists (select from %I)', old.name) into is_empty;
            if is_empty then
                execute format('drop table %I', old.name);
                dropped := dropped || old.name::text;
            end if;
        exception when lock_not_available then
            return dropped;
        end;
    end loop;
    return dropped;
end
$$;

do $$
begin
    execute format(
        'alter function drop_empty_evidence_partitions(timestamptz) set search_path = %I, pg_temp',
        current_schema());
end
$$;
alter function drop_empty_evidence_partitions(timestamptz) set lock_timeout = '200ms';
revoke execute on function drop_empty_evidence_partitions(timestamptz) from public;
