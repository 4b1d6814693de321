-- The roles of Påminn's programs, and what each may do. Run it in Påminn's database after each
-- `paminn migrate`, as a superuser, or as the database's owner with CREATEROLE:
--
--     psql -X -v ON_ERROR_STOP=1 -f sql/roles.sql
--
-- It may be run as often as you like, beside running programs too. It takes everything back and
-- gives it anew in one transaction, so whatever was granted to these roles by hand is gone after
-- it, and no program sees a moment without its rights. All in the schema of the tables is taken for
-- Påminn's own.
--
-- The roles cannot log in. Login users are made by you, and are members: see *Roles* in
-- deploy/DATABASE.md. Names of roles are the cluster's, grants are this database's.

begin;
set local lock_timeout = '5s';

do $$
begin
    if to_regclass('schema_migration') is null then
        raise exception 'there is no Påminn in this database: run paminn migrate first';
    end if;
end
$$;
-- Neither `paminn migrate` nor another run of this file at the same time.
select pg_advisory_xact_lock(hashtext('schema_migration'), hashtext(current_schema())) \g /dev/null

-- The roles. Two databases of one cluster may get here at once.
do $$
declare
    name text;
begin
    foreach name in array array[
        'paminn_owner', 'paminn_producer', 'paminn_worker', 'paminn_console', 'paminn_host',
        'paminn_monitor'
    ] loop
        if not exists (select from pg_roles where rolname = name) then
            begin
                execute format('create role %I nologin', name);
            exception when duplicate_object or unique_violation then
                null;
            end;
        end if;
    end loop;
end
$$;

-- To hand tables over to the owner, and to grant on them afterwards, a user that is no superuser
-- must be a member of the owner. From PostgreSQL 16 on, whoever makes a role is a member that may
-- only administer it, and has to give itself the rest.
do $$
declare
    membership text := case when current_setting('server_version_num')::integer >= 160000
        then 'set' else 'member' end;
begin
    if not pg_has_role(current_user, 'paminn_owner', membership) then
        execute format('grant paminn_owner to %I', current_user);
    end if;
end
$$;

-- Nothing for PUBLIC, and nothing left of earlier grants; then everything belongs to the owner. The
-- owner makes tables in the schema; the others use what is there. Rights in the schema decide who
-- sees its names at all; without CONNECT for PUBLIC no other user of the cluster gets in.
do $$
declare
    schema text := current_schema();
    programs text := 'paminn_producer, paminn_worker, paminn_console, paminn_host, paminn_monitor';
    thing record;
begin
    execute format('revoke connect, temporary on database %I from public', current_database());
    execute format('grant connect on database %I to paminn_owner, %s',
        current_database(), programs);
    execute format('revoke all on schema %I from public, paminn_owner, %s', schema, programs);
    execute format('grant usage, create on schema %I to paminn_owner', schema);
    -- Some migrations keep what they move in temporary tables.
    execute format('grant temporary on database %I to paminn_owner', current_database());
    execute format('grant usage on schema %I to %s', schema, programs);

    -- An identity's sequence follows its table.
    for thing in
        select format('alter %s %I.%I owner to paminn_owner',
            case relkind when 'v' then 'view' else 'table' end, schema, relname) as statement
        from pg_class
        where relnamespace = schema::regnamespace and relkind in ('r', 'p', 'v')
            and relowner <> 'paminn_owner'::regrole
        union all
        select format('alter function %s owner to paminn_owner', oid::regprocedure)
        from pg_proc
        where pronamespace = schema::regnamespace and proowner <> 'paminn_owner'::regrole
    loop
        execute thing.statement;
    end loop;

    execute format('revoke all on all tables in schema %I from public, %s', schema, programs);
    execute format('revoke all on all sequences in schema %I from public, %s', schema, programs);
    execute format('revoke all on all functions in schema %I from public, %s', schema, programs);
end
$$;

-- What a later migration makes is the owner's alone until this file grants it. PostgreSQL itself
-- gives PUBLIC nothing on new tables and sequences.
alter default privileges for role paminn_owner revoke execute on functions from public;
alter default privileges for role paminn_owner revoke usage on types from public;

-- Three things need no grant. Identity columns draw from their sequences by themselves, so nobody
-- has a right on one. Foreign keys are checked as the owner. LISTEN, NOTIFY, advisory locks and the
-- settings that the programs make for a session are everybody's in PostgreSQL.
--
-- A SELECT … FOR UPDATE takes the right to update some column; where a program locks and never
-- writes, one column is given for that, and the comment says so. What a program inserts or updates
-- is given by column, so that a program cannot write what another one decides.

-- All programs: is the schema known?
grant select on schema_migration
    to paminn_producer, paminn_worker, paminn_console, paminn_monitor;

-- What belongs to no creditor: gates, workers and their beats, times, and texts of reasons.
grant select on throttle, vclock, worker to paminn_producer, paminn_worker, paminn_console;
grant select on clock to paminn_worker, paminn_console;
grant select on reason to paminn_producer, paminn_console;
-- The number of the organisation may be a personnummer. No program reads it; only `paminn creditor
-- add`, as the owner, writes it.
grant select (id, handle, name, account, amili_creditor, activation, weight, grace_bank_days,
        finish_tag, canary_written, canary_number, next_canary_written, next_canary_number,
        next_canary_since, first_letter_run, first_letter_part, created_at)
    on creditor to paminn_producer, paminn_worker, paminn_console;

---- Loading: `paminn enqueue` and `paminn invoices import`; the console sends drafts the same way.

-- Locks; see `LockStatement.lockLoader`.
grant select, update (creditor) on loader to paminn_producer, paminn_worker, paminn_console;
-- `released_at` is a human's decision, and not theirs who load.
grant select,
    insert (creditor, number, written, customer_number, name, id_number, is_company, address_line,
        zip_code, city, country, email, mobile_number, description, invoice_date, due_date,
        total_ore, remaining_ore, currency, ocr, invoice_fee_ore, reminder_fee_ore,
        reminder_fee_date, flags, as_of, remaining_is_total),
    update (written, customer_number, name, id_number, is_company, address_line, zip_code, city,
        country, email, mobile_number, description, invoice_date, due_date, total_ore,
        remaining_ore, currency, ocr, invoice_fee_ore, reminder_fee_ore, reminder_fee_date, flags,
        as_of, changed_at, remaining_is_total)
    on invoice to paminn_producer, paminn_console;
grant select on customer_credit to paminn_producer, paminn_worker, paminn_console;
grant select,
    insert (creditor, key, digest, state, as_of, grace_bank_days, created_by),
    update (state, total, queued, skipped, refused, hold_until, released_at, finished_at, manual)
    on run to paminn_producer, paminn_console;
-- A load writes where a reminder begins; what Amili answers is written by workers alone.
grant select,
    insert (creditor, run, pos, number, state, reason),
    update (state, reason)
    on reminder to paminn_producer, paminn_console;
grant select, insert (creditor, number, run, pos), delete on permit
    to paminn_producer, paminn_console;
grant insert (creditor, run, pos, by_email, with_interest, with_fee, todo) on manual_reminder
    to paminn_producer, paminn_console;
-- Releasing, by whoever loads, by workers when a hold is over, and on the page.
grant select,
    insert (run, first, last, creditor, turn, state, due_at, n_q, n_s, n_m, manual_open, stopped,
        exception_pos, exception_state, exception_reason)
    on part to paminn_producer, paminn_worker, paminn_console;
grant update (finish_tag) on creditor to paminn_producer, paminn_worker, paminn_console;
grant update (todo) on manual_reminder to paminn_producer, paminn_worker, paminn_console;
-- The first case of an old creditor is looked for anew.
grant select,
    update (turn, held_until, changes_due_at, watermark, changes_page, changes_began)
    on poll to paminn_producer, paminn_console;
grant select (creditor, run, pos, todo) on manual_reminder to paminn_producer, paminn_worker;
-- What became of a creditor's application stands beside it: `creditor list`, and a handle mistyped.
grant select on activation_issue to paminn_producer, paminn_worker;
-- Who loaded what, for the audit; it is written, and neither read nor changed.
grant insert (login, action, creditor, run, facts, address) on console_audit
    to paminn_producer, paminn_console;

---- paminn_producer: besides loading, what `paminn status` and `paminn invoices` show.

grant select on invoice_list, reminder_list to paminn_producer;
grant select (creditor, cause, asked_at) on activation to paminn_producer;
grant select (noted_at, since) on lost_time to paminn_producer;
-- Statistics belong to the owner of the tables; a first load has them renewed.
grant execute on function analyze_loaded() to paminn_producer;
-- Whether a reminder fee is agreed (`--fee`).
grant select on creditor_letter to paminn_producer;

---- paminn_worker: claims, asks, sends, settles, follows, and looks after the fleet.

grant select on invoice, invoice_twin, era, lost_time, poll, run, reminder, permit to paminn_worker;
grant update (state, hold_until, released_at, paused_at, pause_words, pause_cause, pause_count,
        finished_at)
    on run to paminn_worker;
grant update (turn, state, worker, attempt, claimed_at, due_at, doubt_until, crashes, setbacks, n_q,
        n_u, n_a, n_r, n_s, n_f, n_c, n_m, manual_open, exception_pos, exception_state,
        exception_reason, accepted_reason, asked_at, asked_attempt, doubt_for, amili_doubt_until,
        sent_attempt, stuck_until)
    on part to paminn_worker;
grant update (state, reason, attempts, case_id, amili_ocr, amili_state, amili_status, doubt_since,
        amili_doubt_since, changed_at, confirmed_at)
    on reminder to paminn_worker;
grant insert (creditor, number, run, pos), delete on permit to paminn_worker;
-- Evidence is added, and neither changed nor read here. Decisions are humans' (`decision`,
-- `by_whom`).
grant insert (creditor, run, pos, first, kind, attempt, worker, http_status, curl_code, written, ms,
        from_state, to_state, why)
    on evidence to paminn_worker;
-- Its partitions belong to the owner; a worker may have them made, and no more.
grant execute on function make_evidence_partitions() to paminn_worker;
grant select (creditor, run, pos, closed_at), insert (creditor, run, pos, kind, case_ids)
    on incident to paminn_worker;
grant update (activation, canary_written, canary_number, next_canary_written, next_canary_number,
        next_canary_since, first_letter_run, first_letter_part)
    on creditor to paminn_worker;
grant update (tat, granted, closed_until, closed_words, closed_cause, stands_until, letters_from,
        letters_until)
    on throttle to paminn_worker;
grant update (v) on vclock to paminn_worker;
grant insert (id, name), update (beat, seen_at, amili_at, dead_at, lease, acted_at, waits)
    on worker to paminn_worker;
grant update (turn, held_until, failures, changes_due_at, watermark, changes_page, changes_began,
        changes_taken_at, confirmed_at, whole_due_at, whole_page, whole_began, whole_taken_at,
        whole_read, whole_open, open_cases, whole_finished_at)
    on poll to paminn_worker;
grant select, insert, delete,
    update (cause, call, status, field, wanted, found, place, seconds, began_at, seen_at)
    on answer_trouble to paminn_worker;
-- Activation: the details are the bookkeeper's; what Amili says to them is written by workers.
grant select (creditor, payout_kind, payout_number, sender_line, sender_zip, sender_city,
        sender_country, invoice_line, invoice_zip, invoice_city, invoice_country, debt_description,
        handed_in_at, asked_at, asked, due_at, turn, held_until, step, version, cause),
    update (handed_in_at, asked_at, asked, decided_at, due_at, turn, held_until, step, version,
        cause)
    on activation to paminn_worker;
grant insert on activation_issue to paminn_worker;
grant insert (creditor, what, by_whom, why, cause) on activation_event
    to paminn_worker, paminn_console;
-- Where the database was last seen to stand, and when it went back.
grant update (system, timeline) on era to paminn_worker;
grant insert (since, closes_after, amili_closes_after),
    update (since, until, closes_after, amili_closes_after)
    on lost_time to paminn_worker;
grant update (seen_at, ahead, stepped_at, stepped_by) on clock to paminn_worker;
-- If the clock was set back, times that lie ahead move back with it; nothing else of these is seen.
grant select (created_at, seen_at), update (created_at, seen_at)
    on console_session to paminn_worker;
grant select (since), update (since) on console_failure to paminn_worker;
grant select (expires_at), update (expires_at) on draft to paminn_worker;
grant select (changed_at), update (changed_at) on selection to paminn_worker;
-- The status server tells how fast reminders end, by the samples that consoles take.
grant select (slot, settled) on console_sample to paminn_worker;

---- paminn_console: looks, chooses, sends drafts, decides, lets users in.

grant select on invoice_list, reminder_list, invoice_twin, era, lost_time, incident, evidence,
        answer_trouble, manual_reminder, creditor_letter, activation, activation_issue
    to paminn_console;
-- Decisions. A claim, an answer of Amili's and an attempt are no decision: the columns for them
-- (`part.attempt`, `reminder.amili_state`, `evidence.http_status` and their like) are not here.
grant update (case_id, changed_at, confirmed_at) on reminder to paminn_console;
grant update (released_at) on invoice to paminn_console;
-- Locks; see `HumanStatement.lockPermit`.
grant update (case_id) on permit to paminn_console;
grant update (paused_at, pause_words, pause_cause, pause_count, stopped_at, resumed_at)
    on run to paminn_console;
grant update (turn, state, worker, due_at, stopped, crashes, setbacks, n_q, n_u, n_a, n_r, n_s, n_f,
        n_c, n_m, manual_open, exception_pos, exception_state, exception_reason, accepted_reason,
        stuck_until)
    on part to paminn_console;
grant insert (creditor, run, pos, first, kind, from_state, to_state, why, decision, by_whom)
    on evidence to paminn_console;
grant update (closed_at, closed_why, closed_by) on incident to paminn_console;
grant update (done_at, done_by, claimed_until, claimed_ore, interest_ore, fee_ore, shown_until,
        shown_ore, shown_interest_ore, shown_fee_ore)
    on manual_reminder to paminn_console;
-- Pausing and letting go on; the rate is set by command, as the owner.
grant update (closed_until, closed_words, closed_cause, paused, paused_at, paused_by, opened_at)
    on throttle to paminn_console;
-- Activation, and how letters made by hand look.
grant update (account, amili_creditor, activation) on creditor to paminn_console;
grant insert (creditor, payout_kind, payout_number, sender_line, sender_zip, sender_city,
        sender_country, invoice_line, invoice_zip, invoice_city, invoice_country, debt_description,
        agreed_by),
    update (payout_kind, payout_number, sender_line, sender_zip, sender_city, sender_country,
        invoice_line, invoice_zip, invoice_city, invoice_country, debt_description, agreed_by,
        agreed_at, handed_in_at, asked_at, asked, decided_at, due_at, turn, held_until, step,
        version, cause)
    on activation to paminn_console;
grant delete on activation_issue to paminn_console;
grant insert (creditor, address_lines, bankgiro, plusgiro, phone, email, fee_agreed, pay_by_days),
    update (address_lines, bankgiro, plusgiro, phone, email, fee_agreed, pay_by_days, changed_at)
    on creditor_letter to paminn_console;
-- What the page keeps for itself: choices, overviews, searches, samples, looks.
grant select, insert, delete on draft_choice, draft_line, draft_pick, draft_sum, filter_choice,
        filter_choice_part, console_sample, console_search, selection, selection_tick, draft
    to paminn_console;
grant update (state, filter, by_filter, after_number, expected, lines, revision, is_ticked,
        is_manual, by_email, with_interest, with_fee, several, oldest, run, expires_at, kept, came)
    on draft to paminn_console;
grant update (is_ticked, is_manual, by_email, with_interest, with_fee)
    on draft_choice to paminn_console;
grant update (lines, ore) on draft_sum to paminn_console;
grant update (filter, matched, revision, changed_at, choice) on selection to paminn_console;
grant update (is_out) on selection_tick to paminn_console;
grant select, insert, delete, update (at, looks) on console_look to paminn_console;
-- Signing in. Users and their creditors are made by `paminn user`, as the owner; a password's hash
-- is made anew when its owner signs in and the cost has gone up.
grant select, update (password) on console_user to paminn_console;
grant select on console_grant to paminn_console;
grant select, insert, delete, update (language, seen_at) on console_session to paminn_console;
grant select, insert, delete, update (used_at) on console_browser to paminn_console;
grant select, insert, delete, update (failures, since, open_at)
    on console_failure to paminn_console;
grant select on console_audit to paminn_console;

-- Batches of host applications, which `paminn inbox` loads.
grant select, update (run, problem, finished_at) on host_request to paminn_console;
grant select, delete on host_line to paminn_console;
grant select, insert on host_reject to paminn_console;
grant execute on function host_line_json(host_line) to paminn_console;
-- Doctor tells of batches that wait, whoever runs it.
grant select (id, creditor, requested_at, run, cancelled_at, problem, finished_at)
    on host_request
    to paminn_producer, paminn_worker, paminn_monitor;
grant select (request, inserted_at) on host_line
    to paminn_producer, paminn_worker, paminn_monitor;

---- paminn_host: the two views of the contract. What sql/host.sql makes is granted there.

grant select on invoice_list, reminder_list to paminn_host;

---- paminn_monitor: how much waits, runs and fails. No name, no number of an invoice or a case, no
---- amount, no word of a human's or of Amili's.

grant select (creditor, run, state, queue_state, shown, shown_en, reason, reason_sv, reason_en,
        attempts, next_attempt_at, amili_state, amili_status, paid_after_handover, changed_at,
        confirmed_at)
    on invoice_list, reminder_list to paminn_monitor;
grant select on clock, era, lost_time, reason, vclock, worker, poll, console_sample, part
    to paminn_monitor;
grant select (id, handle, activation, weight, created_at) on creditor to paminn_monitor;
grant select (scope, creditor, rate, tat, granted, closed_until, closed_cause, paused, paused_at,
        stands_until, opened_at, window_opens, window_closes, window_bank_days, letters_from,
        letters_until)
    on throttle to paminn_monitor;
grant select (id, creditor, state, as_of, total, queued, skipped, refused, manual, created_at,
        hold_until, released_at, paused_at, pause_cause, pause_count, stopped_at, finished_at,
        resumed_at, pruned, pruned_at)
    on run to paminn_monitor;
grant select (creditor, run, pos, state, reason, attempts, doubt_since, changed_at, confirmed_at)
    on reminder to paminn_monitor;
grant select (creditor, run, first, at, kind, attempt, worker, http_status, curl_code, written, ms,
        from_state, to_state)
    on evidence to paminn_monitor;
grant select (id, creditor, run, at, kind, closed_at) on incident to paminn_monitor;
grant select (creditor, purpose, cause, call, status, began_at, seen_at)
    on answer_trouble to paminn_monitor;
grant select (creditor, cause, due_at, asked_at, decided_at) on activation to paminn_monitor;
grant select (found_at, settled_at) on invoice_twin to paminn_monitor;
-- Sessions, replication and WAL of the whole server. Påminn's own statements carry their values
-- apart from the text that is shown there.
do $$
begin
    if not pg_has_role('paminn_monitor', 'pg_monitor', 'member') then
        grant pg_monitor to paminn_monitor;
    end if;
exception
    when insufficient_privilege then
        raise warning 'paminn_monitor is no member of pg_monitor: a superuser may grant it';
    when unique_violation then
        null;
end
$$;

commit;
