-- Reminders that never go to Amili: a letter to print or a text to mail, marked done by hand.

-- One row per line of the manual route, also of those that are skipped or cancelled: whoever makes
-- a new run of them must not send to Amili what was meant to be done by hand.
create table manual_reminder (
    creditor bigint not null,
    run bigint not null,
    pos integer not null check (pos >= 1),
    by_email boolean not null,
    with_interest boolean not null,
    with_fee boolean not null,
    -- Waits for somebody to do it (its run may be held still).
    todo boolean not null,
    done_at timestamptz,
    done_by text,
    -- What the letter claimed: its date, up to and including which there is interest, what was
    -- left of the invoice, and beside it interest (null: none) and fee.
    claimed_until date,
    claimed_ore bigint,
    interest_ore bigint check (interest_ore >= 0),
    fee_ore bigint check (fee_ore between 0 and 6000),
    primary key (creditor, run, pos),
    check (todo <= (done_at is null)),
    check ((done_at is null) = (done_by is null)),
    check ((done_at is null) = (claimed_until is null)),
    check ((done_at is null) = (claimed_ore is null)),
    check ((done_at is null) = (fee_ore is null)),
    check (done_at is not null or interest_ore is null)
);
create index manual_todo on manual_reminder (creditor, run, pos) where todo;
create index manual_done on manual_reminder (creditor, run, pos) where done_at is not null;

-- What a letter says of its sender.
create table creditor_letter (
    creditor bigint primary key references creditor,
    -- As they stand on the letter, one a line.
    address_lines text not null default '',
    -- Digits alone, the check digit last.
    bankgiro text check (bankgiro ~ '^[0-9]{7,8}$'),
    plusgiro text check (plusgiro ~ '^[0-9]{2,8}$'),
    phone text,
    email text,
    -- The creditor's terms, agreed before the debts arose, know the reminder fee.
    fee_agreed boolean not null default false,
    pay_by_days integer not null default 10 check (pay_by_days between 1 and 60),
    changed_at timestamptz not null default clock_timestamp()
);

alter table run drop constraint run_check3;
alter table run add column manual integer not null default 0;
alter table run add constraint run_lines check (queued + skipped + manual = total);

-- Manual reminders in it may still be to do: a cancellation takes those back.
alter table part add column manual_open boolean not null default false;
drop index part_cancelled;
create index part_cancelled on part (run, first) where stopped and (n_q > 0 or manual_open);
