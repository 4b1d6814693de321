-- Clocks that are set back, and a database that is: what the fleet must know to tell its own
-- letters from others' afterwards. Words and reasons: README, "Design".

-- The latest that this database's clock was seen to say. A clock that says less has been set back,
-- and whatever lies ahead by it lies too far ahead.
create table clock (
    id boolean primary key default true check (id),
    seen_at timestamptz not null default clock_timestamp(),
    -- By how much it was ahead of the clock at the last look.
    ahead interval not null default '0',
    -- The last step back, and by how much.
    stepped_at timestamptz,
    stepped_by interval,
    check ((stepped_at is null) = (stepped_by is null))
);
insert into clock default values;

-- Stretches of time, by Amili's clock, that the database has forgotten: what was sent then left no
-- trace here. A case made in one is ours as far as anybody can tell.
create table lost_time (
    id bigint generated always as identity primary key,
    noted_at timestamptz not null default clock_timestamp(),
    since timestamptz not null,
    -- Null until Amili was asked after the fleet had stood still.
    until timestamptz check (until >= since),
    -- By our clock: until then letters from before may still take effect.
    closes_after timestamptz not null,
    -- The same by Amili's clock, for ours may be set forward meanwhile; null where nobody knew it.
    amili_closes_after timestamptz
);
create unique index lost_time_open on lost_time ((until is null)) where until is null;

alter table part
    -- Amili's clock, when it was asked before the first letter of an attempt left, and of which.
    add column asked_at timestamptz,
    add column asked_attempt integer,
    -- The settle delay that `doubt_until` was reckoned with, and the same moment by Amili's clock.
    add column doubt_for interval,
    add column amili_doubt_until timestamptz;

-- Amili's clock, before the first attempt began whose outcome was not known: a case that is older
-- is not ours. Null where it was not known; then `doubt_since` and the clocks' difference decide.
alter table reminder add column amili_doubt_since timestamptz;
