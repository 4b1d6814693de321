-- What the door keeps: sign-ins that were tried, browsers that have been let in, and who looked.

-- `failures` counts what was tried since it last went well, before the password is looked at.
-- `key`: an address; or a hash of a login, of login and address together, or of a browser.
alter table console_failure
    add column kind text not null default 'login'
        check (kind in ('address', 'pair', 'login', 'browser')),
    -- No try before that. Each one after the free ones moves it further.
    add column open_at timestamptz not null default clock_timestamp();

-- Browsers in which a user has signed in: guesses of strangers do not shut them out. The browser
-- holds a random token, this table its SHA-256.
create table console_browser (
    token_hash text primary key,
    console_user bigint not null references console_user,
    made_at timestamptz not null default clock_timestamp(),
    used_at timestamptz not null default clock_timestamp()
);
create index console_browser_user on console_browser (console_user);

-- From where; null: from a machine of ours, or it cannot be told.
alter table console_audit add column address text;

-- Who looked at what, by the hour. `object`: a run's or an invoice's number.
create table console_look (
    hour timestamptz not null,
    at timestamptz not null default clock_timestamp(),
    login text not null,
    kind text not null
        check (kind in ('list', 'search', 'invoice', 'run', 'download', 'letter', 'operations')),
    -- 0: none.
    creditor bigint not null,
    object text not null,
    address text not null,
    looks integer not null,
    primary key (hour, login, kind, creditor, object, address)
);
create index console_look_at on console_look using brin (at);
