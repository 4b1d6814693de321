-- The contract for host applications: a schema `paminn_v1`, by which a program in any language
-- hands over a run within its own transaction, cancels it, and follows what became of its invoices.
-- deploy/HOST.md tells how it is used. If you want that door open, run it after each
-- `paminn migrate` and `sql/roles.sql`, by the same user:
--
--     psql -X -v ON_ERROR_STOP=1 -f sql/host.sql
--
-- It may be run as often as you like. Names, arguments and columns change only by addition; what
-- has to break gets a schema `paminn_v2` beside this one.
--
-- Members of the role `paminn_host` may use it. The functions run with the owner's rights, so each
-- has a search path of its own: no object of a caller can stand in for a table of ours.

begin;
set local lock_timeout = '5s';
set local client_min_messages = warning;

do $$
begin
    if to_regclass('host_request') is null then
        raise exception 'this Påminn knows no host applications: run paminn migrate first';
    end if;
    if to_regrole('paminn_owner') is null then
        raise exception 'there are no roles: run sql/roles.sql first';
    end if;
end
$$;
select pg_advisory_xact_lock(hashtext('schema_migration'), hashtext(current_schema())) \g /dev/null

create schema if not exists paminn_v1 authorization paminn_owner;

-- Views are dropped, because one cannot be replaced by another with fewer columns. If a view of a
-- host application depends on one, this stops here.
drop view if exists paminn_v1.inbox, paminn_v1.requests, paminn_v1.rejects, paminn_v1.invoices,
    paminn_v1.reminders;

-- Insert the lines of a batch here, then call `enqueue`. Lines show here until then.
create view paminn_v1.inbox with (security_barrier) as
select creditor, batch, invoice_number, customer_number, name, is_company, id_number,
    address_line, zip_code, city, country, email, mobile_number, description, invoice_date,
    due_date, total_ore, remaining_ore, currency, ocr, invoice_fee_ore, reminder_fee_ore,
    reminder_fee_date, customer_balance_ore, paid, credited, cancelled, credit_note, disputed,
    paused, instalment_plan, respite, sold, bankrupt, deceased, cash_invoice, draft, at_agency,
    minor
from host_line where request is null;

-- The batches that were asked for. `state`: waiting, loaded, cancelled or failed. `problem` of a
-- waiting one says why it waits, of a failed one why it failed.
create view paminn_v1.requests with (security_barrier) as
select q.id as request, c.handle as creditor, q.batch,
    case when q.cancelled_at is not null then 'cancelled' when q.run is not null then 'loaded'
        when q.finished_at is not null then 'failed' else 'waiting' end as state,
    q.problem, q.run, q.lines, u.queued, u.skipped, u.manual, u.refused, u.hold_until,
    q.requested_at, q.requested_by, q.cancelled_at, q.finished_at
from host_request q
join creditor c on c.id = q.creditor
left join run u on u.id = q.run;

-- The lines that were refused, the first ten thousand of a batch.
create view paminn_v1.rejects with (security_barrier) as
select request, line, invoice_number, field, code, reason, remedy from host_reject;

create view paminn_v1.invoices with (security_barrier) as select * from invoice_list;
create view paminn_v1.reminders with (security_barrier) as select * from reminder_list;

-- Asks for a run of the lines that were inserted for this creditor and batch. Nothing is asked for
-- if the transaction is rolled back. The same batch with the same lines again, or without any, is
-- the same request; the lines inserted meanwhile are dropped.
--
-- hold: how long the run may be cancelled before its letters go, up to 30 days; null: they go at
-- once. as_of: the moment as of which the lines are true; null: now. grace_bank_days: null: the
-- creditor's.
--
-- PM001: no such creditor. PM002: a value out of its bounds. PM003: no lines. PM004: the batch was
-- asked for with other lines.
create or replace function paminn_v1.enqueue(
    creditor text, batch text, hold interval default null, as_of timestamptz default null,
    grace_bank_days integer default null
) returns bigint
language plpgsql security definer
as $$
declare
    owner bigint;
    found_lines record;
    made bigint;
    taken bigint;
    earlier record;
begin
    if batch is null or octet_length(batch) not between 1 and 200 then
        raise exception using errcode = 'PM002', message = 'The batch has 1 to 200 bytes.';
    end if;
    if hold not between interval '0' and interval '30 days' then
        raise exception using errcode = 'PM002', message = 'The hold is 0 to 30 days.';
    end if;
    if grace_bank_days not between 0 and 60 then
        raise exception using errcode = 'PM002', message = 'Grace is 0 to 60 bank days.';
    end if;
    if as_of > clock_timestamp() + interval '1 day' then
        raise exception using errcode = 'PM002', message = 'as_of lies in the future.';
    end if;
    select c.id into owner from creditor c where c.handle = enqueue.creditor;
    if owner is null then
        raise exception using errcode = 'PM001',
            message = format('There is no creditor %s.', quote_nullable(creditor)),
            hint = 'Creditors are added by paminn creditor add.';
    end if;

    select count(*) as lines, encode(sha256(coalesce(string_agg(
            sha256(convert_to(host_line_json(l), 'UTF8')), ''::bytea order by l.id), '')), 'hex')
            as digest
        into found_lines
    from host_line l
    where l.creditor = enqueue.creditor and l.batch = enqueue.batch and l.request is null;

    -- Without lines there is nothing to insert. A request of another transaction is waited for.
    if found_lines.lines > 0 then
        insert into host_request as q (creditor, batch, as_of, hold, grace_bank_days, digest, lines,
            requested_by)
        values (owner, enqueue.batch, coalesce(enqueue.as_of, clock_timestamp()), enqueue.hold,
            enqueue.grace_bank_days, found_lines.digest, found_lines.lines, session_user)
        on conflict on constraint host_request_creditor_batch_key do nothing
        returning q.id into made;
    end if;
    if made is null then
        select q.id, q.digest into earlier from host_request q
        where q.creditor = owner and q.batch = enqueue.batch;
        if earlier.id is null then
            raise exception using errcode = 'PM003',
                message = format('No lines were inserted for batch %L of %L.', batch, creditor),
                hint = 'Insert them into paminn_v1.inbox first, with the same creditor and batch.';
        end if;
        if found_lines.lines > 0 and found_lines.digest <> earlier.digest then
            raise exception using errcode = 'PM004',
                message = format('Batch %L was asked for with other lines, as request %s.',
                    batch, earlier.id),
                hint = 'Give the new lines a batch of their own.';
        end if;
        delete from host_line l
        where l.creditor = enqueue.creditor and l.batch = enqueue.batch and l.request is null;
        made := earlier.id;
    else
        update host_line l set request = made
        where l.creditor = enqueue.creditor and l.batch = enqueue.batch and l.request is null;
    end if;
    -- Neither may a line be taken, or dropped, that was not compared.
    get diagnostics taken = row_count;
    if taken <> found_lines.lines then
        raise exception using errcode = 'serialization_failure',
            message = 'Lines of this batch were inserted by another transaction meanwhile.',
            hint = 'Repeat the transaction.';
    end if;
    return made;
end
$$;

-- Cancels what was asked for: before it is loaded, or while its run is held. Once this has
-- committed, no letter of it goes. A second call changes nothing.
--
-- PM005: no such request. PM006: it is being loaded at this moment; try again. PM007: its letters
-- may be gone; an operator can stop the rest (paminn cancel).
create or replace function paminn_v1.cancel(request bigint) returns void
language plpgsql security definer
as $$
declare
    wanted record;
    held record;
begin
    select q.id, q.creditor, q.run, q.cancelled_at, q.finished_at into wanted
    from host_request q where q.id = cancel.request for update;
    if wanted.id is null then
        raise exception using errcode = 'PM005',
            message = format('There is no request %s.', coalesce(cancel.request::text, 'null'));
    end if;
    if wanted.cancelled_at is not null then
        return;
    end if;
    if wanted.run is null then
        -- One that has failed stays failed.
        if wanted.finished_at is null then
            update host_request q set cancelled_at = clock_timestamp(), problem = null,
                finished_at = clock_timestamp()
            where q.id = wanted.id;
            delete from host_line l where l.request = wanted.id;
        end if;
        return;
    end if;

    -- A release of any run of this creditor waits for these locks, and so for this transaction.
    perform set_config('idle_in_transaction_session_timeout', '30s', true);
    -- As for every run: the creditor before the run.
    perform from creditor c where c.id = wanted.creditor for no key update;
    select u.state, u.stopped_at into held from run u where u.id = wanted.run for update;
    if held.stopped_at is null then
        if held.state <> 'held' then
            raise exception using errcode = 'PM007',
                message = format('Run %s is not held any more.', wanted.run),
                hint = 'Its letters may be gone. paminn cancel stops those that are not.';
        end if;
        -- Nobody releases it from here on; the workers cancel its reminders.
        update run u set stopped_at = clock_timestamp() where u.id = wanted.run;
        insert into evidence (creditor, run, kind, decision, by_whom, why)
        values (wanted.creditor, wanted.run, 'human', 'run_cancelled', session_user,
            'paminn_v1.cancel');
        insert into console_audit (login, action, creditor, run, facts)
        values (session_user, 'cancelled', wanted.creditor, wanted.run, 'by SQL');
    end if;
    update host_request q set cancelled_at = clock_timestamp() where q.id = wanted.id;
exception when lock_not_available then
    raise exception using errcode = 'PM006',
        message = format('Request %s is being loaded, or changed by somebody else.', request),
        hint = 'Try again in a minute.';
end
$$;

-- `pg_temp` last: what a caller has made there must not stand in for a table. A commit waits for
-- the disk whatever the caller's session says.
do $$
declare
    thing text;
begin
    foreach thing in array array[
        'paminn_v1.enqueue(text, text, interval, timestamptz, integer)',
        'paminn_v1.cancel(bigint)'
    ] loop
        execute format('alter function %s set search_path = %I, pg_temp', thing,
            current_schema());
        execute format('alter function %s owner to paminn_owner', thing);
    end loop;
    foreach thing in array array['inbox', 'requests', 'rejects', 'invoices', 'reminders'] loop
        execute format('alter view paminn_v1.%I owner to paminn_owner', thing);
    end loop;
end
$$;
alter function paminn_v1.cancel(bigint) set lock_timeout = '2s';

revoke all on schema paminn_v1 from public;
revoke all on all functions in schema paminn_v1 from public;
revoke all on all tables in schema paminn_v1 from public, paminn_host;
grant usage on schema paminn_v1 to paminn_host;
grant insert, select on paminn_v1.inbox to paminn_host;
grant select on paminn_v1.requests, paminn_v1.rejects, paminn_v1.invoices, paminn_v1.reminders
    to paminn_host;
grant execute on function paminn_v1.enqueue(text, text, interval, timestamptz, integer),
    paminn_v1.cancel(bigint) to paminn_host;

commit;
