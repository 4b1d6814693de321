-- What the page of a million needs: orders, what a user has ticked, and frozen sets to be sent.

-- The orders of the list. The number breaks each tie, byte by byte: a page's place is an invoice.
create index invoice_counted on invoice (creditor, length(number), number collate "C");
create index invoice_named on invoice
    (creditor, "left"(name, 60) collate "sv-x-icu", number collate "C");
create index invoice_dated on invoice (creditor, invoice_date, number collate "C");
create index invoice_due on invoice (creditor, due_date, number collate "C");
create index invoice_total on invoice
    (creditor, coalesce(total_ore, remaining_ore), number collate "C");
create index invoice_remaining on invoice (creditor, remaining_ore, number collate "C");
create index invoice_customer on invoice (creditor, customer_number)
    where customer_number is not null;

-- What a user of the console has ticked of a creditor's invoices: all that match `filter` (JSON;
-- null: nothing but single ones), less single ones, and single ones beside.
create table selection (
    owner bigint not null,
    creditor bigint not null references creditor,
    filter text,
    -- How many matched when they were selected.
    matched integer not null default 0 check (matched >= 0),
    revision bigint not null default 0,
    changed_at timestamptz not null default clock_timestamp(),
    primary key (owner, creditor),
    check (filter is not null or matched = 0)
);
create index selection_age on selection (changed_at);

create table selection_tick (
    owner bigint not null,
    creditor bigint not null,
    number text not null,
    -- Of a selection by filter: not this one.
    is_out boolean not null,
    primary key (owner, creditor, number),
    foreign key (owner, creditor) references selection on delete cascade
);

-- A selection as it was when the dialog opened, with what was decided there. A column here is the
-- choice for every line that has none of its own, so that setting a million is one row.
create table draft (
    id bigint generated always as identity primary key,
    -- How the page names it: 128 random bits.
    token text not null unique check (token ~ '^[0-9a-f]{32}$'),
    owner bigint not null,
    creditor bigint not null references creditor,
    state text not null check (state in ('building', 'ready', 'sent')),
    filter text,
    selection_revision bigint,
    -- Built so far: by the filter (true), then single ones; beyond this number.
    by_filter boolean not null,
    after_number text,
    expected integer not null,
    lines integer not null default 0,
    revision integer not null default 0,
    is_ticked boolean not null default true,
    is_manual boolean not null default false,
    by_email boolean not null default false,
    with_interest boolean not null default true,
    with_fee boolean not null default false,
    -- Debtors with more than one line that may go.
    several integer not null default 0,
    oldest timestamptz,
    run bigint,
    opened_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null default clock_timestamp() + interval '24 hours',
    check ((state = 'sent') = (run is not null))
);
create index draft_age on draft (expires_at);
create index draft_owner on draft (owner, creditor, id);

-- The single ones of the frozen selection. No foreign key here and below: a million lines would be
-- looked up one by one.
create table draft_pick (
    draft bigint not null,
    number text not null,
    is_out boolean not null,
    primary key (draft, number)
);

-- Written once, never changed. `obstacle`: why it would be skipped, as of the building.
create table draft_line (
    draft bigint not null,
    pos integer not null check (pos >= 1),
    number text not null,
    remaining_ore bigint not null,
    obstacle smallint,
    -- One bit for each warning, in their order.
    warnings smallint not null default 0,
    is_stale boolean not null,
    -- Tells debtors apart, and says nothing of them.
    debtor bigint not null,
    primary key (draft, pos)
);
create index draft_line_debtor on draft_line (draft, debtor, pos) where obstacle is null;
create index draft_line_problem on draft_line (draft, pos)
    where obstacle is not null or warnings <> 0;

-- How many lines of a kind a draft has, and how much money.
create table draft_sum (
    draft bigint not null,
    -- 0: may go.
    obstacle smallint not null,
    is_warned boolean not null,
    is_stale boolean not null,
    lines integer not null,
    ore bigint not null,
    primary key (draft, obstacle, is_warned, is_stale)
);

-- What was decided for single lines. null: as for all.
create table draft_choice (
    draft bigint not null,
    pos integer not null,
    is_ticked boolean,
    is_manual boolean,
    by_email boolean,
    with_interest boolean,
    with_fee boolean,
    primary key (draft, pos)
);
