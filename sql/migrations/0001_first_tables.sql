-- The tables of one installation. Words and reasons: README, "Design".
--
-- Fit for Citus: invoice, permit, reminder and evidence are keyed by creditor first and have no
-- foreign key to the small tables, which stay on the coordinator. No trigger, no function: the
-- database holds truths, the program holds decisions.

create table creditor (
    id bigint generated always as identity primary key,
    handle text not null unique check (handle ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name text not null check (name <> ''),
    -- May be a personnummer: shown to nobody, logged nowhere.
    org_number text not null,
    account text not null check (account ~ '^[0-9a-f]{24}$'),
    amili_creditor text not null check (amili_creditor ~ '^[0-9a-f]{24}$'),
    activation text not null default 'inactive'
        check (activation in ('inactive', 'pending', 'active', 'refused')),
    weight double precision not null default 1 check (weight > 0),
    grace_bank_days integer not null default 3 check (grace_bank_days between 0 and 60),
    -- Start-time fair queueing: the tag at which this creditor's last released part ends.
    finish_tag double precision not null default 0,
    -- The invoice that every look-up must bring back; `next` takes over when it is old enough.
    canary_written text,
    canary_number text,
    next_canary_written text,
    next_canary_number text,
    next_canary_since timestamptz,
    -- The one part in hand from which the first letter of a creditor without any case may go.
    pioneer_run bigint,
    pioneer_first integer,
    created_at timestamptz not null default now(),
    unique (account, amili_creditor),
    check ((canary_written is null) = (canary_number is null)),
    check ((next_canary_number is null) = (next_canary_since is null))
);

-- Whoever loads a file for a creditor holds this row: one load at a time, so that two loads can
-- neither deadlock nor see half of each other. Apart from `creditor`, which others must update.
create table loader (
    creditor bigint primary key references creditor
);

create table invoice (
    creditor bigint not null,
    -- The canonical form: NFC, trimmed, upper case, no leading zeros.
    number text not null check (number <> ''),
    written text not null check (written <> ''),
    customer_number text,
    name text not null,
    id_number text,
    is_company boolean,
    address_line text not null,
    zip_code text not null,
    city text not null,
    country text not null,
    email text,
    mobile_number text,
    description text not null default '',
    invoice_date date not null,
    due_date date not null,
    total_ore bigint,
    remaining_ore bigint not null,
    currency text not null,
    ocr text,
    invoice_fee_ore bigint,
    reminder_fee_ore bigint,
    reminder_fee_date date,
    flags integer not null default 0,
    as_of timestamptz not null,
    changed_at timestamptz not null default clock_timestamp(),
    primary key (creditor, number)
);

-- One live reminder per invoice, whatever the route. It goes with the settle that ends the
-- reminder without a case; with a case it stays as long as the invoice does.
create table permit (
    creditor bigint not null,
    number text not null,
    run bigint not null,
    pos integer not null,
    case_id text,
    primary key (creditor, number)
);

create table run (
    id bigint generated always as identity primary key,
    creditor bigint not null references creditor,
    key text not null check (key <> ''),
    digest text not null,
    state text not null check (state in ('loading', 'held', 'open', 'done')),
    as_of timestamptz not null,
    grace_bank_days integer not null check (grace_bank_days between 0 and 60),
    total integer not null default 0 check (total >= 0),
    queued integer not null default 0,
    skipped integer not null default 0,
    refused integer not null default 0,
    created_at timestamptz not null default clock_timestamp(),
    created_by text not null,
    hold_until timestamptz,
    released_at timestamptz,
    paused_at timestamptz,
    pause_reason text,
    stopped_at timestamptz,
    finished_at timestamptz,
    unique (creditor, key),
    check ((state = 'done') = (finished_at is not null)),
    check ((state = 'held') <= (hold_until is not null)),
    check ((state in ('open', 'done')) <= (released_at is not null)),
    check (queued + skipped = total)
);
create index run_held on run (hold_until) where state = 'held';
create index run_open on run (id) where state = 'open';

-- Thin, and no index on a column that changes. A reminder grows from 72 to about 120 bytes when it
-- is accepted: with 65 % of each page free all of a page may be settled at once by HOT updates
-- (measured: fillfactor 50 gave 57 % HOT, 40 88 %, 35 100 %), and the table does not grow.
create table reminder (
    creditor bigint not null,
    run bigint not null,
    pos integer not null check (pos >= 1),
    number text not null,
    state "char" not null check (state in ('q', 'u', 'a', 'r', 's', 'f', 'c', 'm')),
    reason smallint,
    attempts smallint not null default 0 check (attempts >= 0),
    case_id text,
    amili_ocr text,
    amili_state text,
    -- When the first attempt began whose outcome was not known; never cleared.
    doubt_since timestamptz,
    changed_at timestamptz not null default clock_timestamp(),
    confirmed_at timestamptz,
    primary key (creditor, run, pos),
    check (state <> 'a' or case_id is not null),
    check (state <> 'u' or doubt_since is not null),
    check (state not in ('r', 's', 'f') or reason is not null)
) with (fillfactor = 35);
create index reminder_invoice on reminder (creditor, number, run, pos);

create table worker (
    id bigint generated always as identity primary key,
    name text not null,
    beat bigint not null default 0,
    started_at timestamptz not null default clock_timestamp(),
    seen_at timestamptz not null default clock_timestamp(),
    -- Final. A process that finds itself dead takes a new id.
    dead_at timestamptz
);
create index worker_alive on worker (id) where dead_at is null;

-- Up to 99 consecutive reminders of one run: the unit of claim and of look-up.
create table part (
    run bigint not null references run,
    first integer not null check (first >= 1),
    last integer not null,
    creditor bigint not null references creditor,
    turn double precision not null,
    state text not null check (state in ('ready', 'waiting', 'claimed', 'done', 'stuck')),
    worker bigint references worker,
    attempt integer not null default 0,
    claimed_at timestamptz,
    -- `infinity`: parked until its creditor's gate opens or its run goes on.
    due_at timestamptz,
    -- Written by nothing but the protocol: before it, "not there" is no answer.
    doubt_until timestamptz,
    stopped boolean not null default false,
    crashes smallint not null default 0,
    -- Passes in a row that got nowhere: the exponent of the backoff.
    setbacks smallint not null default 0,
    n_q smallint not null default 0,
    n_u smallint not null default 0,
    n_a smallint not null default 0,
    n_r smallint not null default 0,
    n_s smallint not null default 0,
    n_f smallint not null default 0,
    n_c smallint not null default 0,
    n_m smallint not null default 0,
    primary key (run, first),
    check (last between first and first + 98),
    check (n_q + n_u + n_a + n_r + n_s + n_f + n_c + n_m = last - first + 1),
    check (least(n_q, n_u, n_a, n_r, n_s, n_f, n_c, n_m) >= 0),
    check ((state = 'claimed') = (worker is not null)),
    check ((state = 'waiting') = (due_at is not null)),
    check ((state = 'done') = (n_q + n_u = 0)),
    check (n_u = 0 or doubt_until is not null)
) with (fillfactor = 50);
create index part_ready on part (turn, run, first)
    where state = 'ready' and (not stopped or n_u > 0);
create index part_due on part (due_at) where state = 'waiting';
create index part_held on part (worker) where state = 'claimed';
create index part_open on part (run) where state <> 'done';
create index part_doubtful on part (creditor) where n_u > 0;

-- Virtual time of the fair queue; it only grows.
create table vclock (
    id boolean primary key default true check (id),
    v double precision not null default 0
);
insert into vclock default values;

-- The one gate that every call passes: `amili` for all of it, and one row per creditor.
create table throttle (
    scope text primary key,
    creditor bigint unique references creditor,
    -- Calls a second.
    rate double precision not null check (rate > 0),
    -- Theoretical arrival time of the next call (GCRA).
    tat timestamptz not null default '-infinity',
    granted double precision not null default 0,
    -- Closed by the program (429, 401, 403, a database that went back in time) until then.
    closed_until timestamptz not null default '-infinity',
    closed_reason text,
    -- Closed by a human.
    paused boolean not null default false,
    check ((scope = 'amili') = (creditor is null))
);
-- Amili publishes no limit. The ceiling stands high until an operator sets one (`paminn rate`).
insert into throttle (scope, rate) values ('amili', 10000);

-- What left the machine and was not a plain first 201, every look-up, every human decision.
-- Never changed, and no personal data: Amili's words come blanked.
create table evidence (
    creditor bigint not null,
    run bigint not null,
    -- null: about the part that begins at `first`.
    pos integer,
    first integer,
    at timestamptz not null default clock_timestamp(),
    kind text not null check (kind in ('call', 'lookup', 'state', 'human')),
    attempt integer,
    worker bigint,
    http_status integer,
    curl_code integer,
    written boolean,
    ms integer,
    from_state "char",
    to_state "char",
    why text
) partition by range (at);
create table evidence_default partition of evidence default;
create index evidence_at on evidence using brin (at);
create index evidence_reminder on evidence (creditor, run, pos);

create table incident (
    creditor bigint not null,
    run bigint not null,
    pos integer not null,
    at timestamptz not null default clock_timestamp(),
    what text not null,
    case_ids text[] not null default '{}',
    closed_at timestamptz,
    closed_why text,
    primary key (creditor, run, pos)
);

-- The texts of every reason; a test holds them against the program's.
create table reason (
    id smallint primary key,
    code text not null unique,
    swedish text not null,
    english text not null
);

-- One row per reminder, with all that a list shows of it.
create view reminder_list as
select
    c.handle as creditor,
    coalesce(i.written, r.number) as invoice_number,
    r.run,
    case r.state
        when 'q' then 'queued' when 'u' then 'uncertain' when 'a' then 'accepted'
        when 'r' then 'rejected' when 's' then 'skipped' when 'f' then 'failed'
        when 'c' then 'cancelled' when 'm' then 'manual'
    end as state,
    case
        when r.state = 'q' and p.stopped then 'Avbryts'
        when r.state = 'q' and u.state = 'held' then 'Väntar'
        when r.state = 'q' and (u.paused_at is not null or t.paused) then 'Pausad'
        when r.state = 'q' and r.attempts > 0 then 'Nytt försök'
        when r.state = 'q' and p.state = 'claimed' then 'Skickas till Amili'
        when r.state = 'q' then 'I kö'
        when r.state = 'u' then 'Kontrolleras hos Amili'
        when r.state = 'a' then 'Mottagen av Amili'
        when r.state = 'r' then 'Avvisad av Amili'
        when r.state = 's' then 'Hoppades över'
        when r.state = 'f' then 'Misslyckades'
        when r.state = 'c' then 'Avbruten'
        when r.state = 'm' then 'Hanteras manuellt'
    end as shown,
    n.code as reason,
    n.swedish as reason_sv,
    n.english as reason_en,
    r.attempts::integer as attempts,
    case
        when r.state = 'q' and isfinite(p.due_at) then p.due_at
        when r.state = 'u' then greatest(p.doubt_until, p.due_at)
    end as next_attempt_at,
    r.case_id,
    r.amili_ocr,
    r.amili_state,
    i.remaining_ore,
    i.due_date,
    greatest(r.changed_at, u.released_at) as changed_at,
    r.confirmed_at,
    r.creditor as creditor_id,
    r.number as invoice_key,
    r.pos
from reminder r
join creditor c on c.id = r.creditor
join run u on u.id = r.run
left join throttle t on t.creditor = r.creditor
left join part p on p.run = r.run and p.first = (r.pos - 1) / 99 * 99 + 1
left join invoice i on i.creditor = r.creditor and i.number = r.number
left join reason n on n.id = r.reason;

-- The contract for a host application's own list: one row per known invoice, with the reminder
-- that holds its permit, else the latest. An invoice without any has state 'none'.
create view invoice_list as
select
    c.handle as creditor,
    i.written as invoice_number,
    l.run,
    coalesce(l.state, 'none') as state,
    coalesce(l.shown, 'Ingen påminnelse') as shown,
    l.reason,
    l.reason_sv,
    l.reason_en,
    coalesce(l.attempts, 0) as attempts,
    l.next_attempt_at,
    l.case_id,
    l.amili_ocr,
    l.amili_state,
    i.remaining_ore,
    i.due_date,
    greatest(i.changed_at, l.changed_at) as changed_at,
    l.confirmed_at,
    i.creditor as creditor_id,
    i.number as invoice_key
from invoice i
join creditor c on c.id = i.creditor
left join permit h on h.creditor = i.creditor and h.number = i.number
left join lateral (
    select r.run, r.pos
    from reminder r
    where r.creditor = i.creditor and r.number = i.number
    order by (r.run = h.run and r.pos = h.pos) desc nulls last, r.run desc, r.pos
    limit 1
) live on true
left join reminder_list l
    on l.creditor_id = i.creditor and l.run = live.run and l.pos = live.pos;
