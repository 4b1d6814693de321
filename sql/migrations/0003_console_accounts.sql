-- Who may use the web page, and for which creditors. A password is kept as scrypt made it, a
-- session as the SHA-256 of what the browser holds: who reads these tables can sign in as nobody.

create table console_user (
    id bigint generated always as identity primary key,
    login text not null unique check (login ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
    role text not null check (role in ('bookkeeper', 'operator')),
    password text not null,
    created_at timestamptz not null default clock_timestamp(),
    disabled_at timestamptz
);

create table console_grant (
    console_user bigint not null references console_user,
    creditor bigint not null references creditor,
    primary key (console_user, creditor)
);

create table console_session (
    token_hash text primary key,
    console_user bigint not null references console_user,
    language text not null default 'sv' check (language in ('sv', 'en')),
    created_at timestamptz not null default clock_timestamp(),
    seen_at timestamptz not null default clock_timestamp()
);
create index console_session_user on console_session (console_user);

-- What a user searched names for. A name is personal data and stands in no URL: the URL has this
-- random id, and it means something in this session only.
create table console_search (
    id text primary key,
    session text not null references console_session on delete cascade,
    name text not null,
    created_at timestamptz not null default clock_timestamp()
);
create index console_search_session on console_search (session);

-- Failed sign-ins by what was tried (as a hash: people type passwords into the wrong field).
create table console_failure (
    key text primary key,
    failures integer not null,
    since timestamptz not null
);

-- Who signed in, who sent and who cancelled what. Kept.
create table console_audit (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    login text not null,
    action text not null,
    creditor bigint,
    run bigint,
    facts text
);
create index console_audit_at on console_audit using brin (at);
