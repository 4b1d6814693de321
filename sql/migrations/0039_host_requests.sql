-- Runs that a host application asks for in SQL, within its own transaction. `sql/host.sql` makes
-- the schema by which it does so, for those who want it; `paminn inbox` loads what is asked for.

-- A batch that is asked for. It is waiting until one of these is there: `run`, which the load sets
-- in its own transaction; `cancelled_at`; `problem`, a code. `finished_at`: nothing is to be done
-- with it any more, and its lines are gone.
create table host_request (
    id bigint generated always as identity primary key,
    creditor bigint not null references creditor,
    batch text not null check (octet_length(batch) between 1 and 200),
    as_of timestamptz not null,
    hold interval check (hold between interval '0' and interval '30 days'),
    grace_bank_days integer check (grace_bank_days between 0 and 60),
    -- SHA-256 of its lines.
    digest text not null,
    lines integer not null check (lines > 0),
    requested_at timestamptz not null default clock_timestamp(),
    -- The database's user.
    requested_by text not null,
    run bigint,
    cancelled_at timestamptz,
    problem text,
    finished_at timestamptz,
    unique (creditor, batch),
    check (num_nonnulls(run, problem) <= 1),
    check (finished_at is null or num_nonnulls(run, problem, cancelled_at) > 0)
);
create index host_request_open on host_request (id) where finished_at is null;

-- The lines of batches that are not loaded yet. `request` null: not asked for yet.
create table host_line (
    id bigint generated always as identity primary key,
    request bigint references host_request,
    inserted_at timestamptz not null default clock_timestamp(),
    creditor text not null,
    batch text not null,
    invoice_number text,
    customer_number text,
    name text,
    is_company boolean,
    id_number text,
    address_line text,
    zip_code text,
    city text,
    country text,
    email text,
    mobile_number text,
    description text,
    invoice_date date,
    due_date date,
    total_ore bigint,
    remaining_ore bigint,
    currency text,
    ocr text,
    invoice_fee_ore bigint,
    reminder_fee_ore bigint,
    reminder_fee_date date,
    customer_balance_ore bigint,
    paid boolean,
    credited boolean,
    cancelled boolean,
    credit_note boolean,
    disputed boolean,
    paused boolean,
    instalment_plan boolean,
    respite boolean,
    sold boolean,
    bankrupt boolean,
    deceased boolean,
    cash_invoice boolean,
    draft boolean,
    at_agency boolean,
    minor boolean
);
create index host_line_new on host_line (creditor, batch) where request is null;
create index host_line_of_request on host_line (request, id) where request is not null;

-- A line that was refused: the first ten thousand of a batch. `line` counts from 1.
create table host_reject (
    request bigint not null references host_request,
    line integer not null check (line > 0),
    invoice_number text,
    field text,
    code text not null,
    reason text not null,
    remedy text not null,
    primary key (request, line)
);

-- Runs that were cancelled while they were held: the workers make their parts, and cancel them.
create index run_stopped on run (id) where state = 'held' and stopped_at is not null;

-- The line as `paminn enqueue` reads it: one JSON object with our own keys, amounts in kronor. What
-- is null is left out, as in a file that has no such column.
create function host_line_json(l host_line) returns text
language sql stable
return json_strip_nulls(json_build_object(
    'invoice_number', l.invoice_number, 'customer_number', l.customer_number, 'name', l.name,
    'is_company', l.is_company, 'id_number', l.id_number, 'address_line', l.address_line,
    'zip_code', l.zip_code, 'city', l.city, 'country', l.country, 'email', l.email,
    'mobile_number', l.mobile_number, 'description', l.description,
    'invoice_date', l.invoice_date, 'due_date', l.due_date,
    'total', round(l.total_ore / 100.0, 2), 'remaining', round(l.remaining_ore / 100.0, 2),
    'currency', l.currency, 'ocr', l.ocr, 'invoice_fee', round(l.invoice_fee_ore / 100.0, 2),
    'reminder_fee', round(l.reminder_fee_ore / 100.0, 2),
    'reminder_fee_date', l.reminder_fee_date,
    'customer_balance', round(l.customer_balance_ore / 100.0, 2),
    'paid', l.paid, 'credited', l.credited, 'cancelled', l.cancelled,
    'credit_note', l.credit_note, 'disputed', l.disputed, 'paused', l.paused,
    'instalment_plan', l.instalment_plan, 'respite', l.respite, 'sold', l.sold,
    'bankrupt', l.bankrupt, 'deceased', l.deceased, 'cash_invoice', l.cash_invoice,
    'draft', l.draft, 'at_agency', l.at_agency, 'minor', l.minor
))::text;
