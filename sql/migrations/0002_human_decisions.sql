-- What humans decide, and how the fleet knows a database that was set back.

-- A cancelled part's queued reminders are taken back by whoever comes by.
create index part_cancelled on part (run, first) where stopped and n_q > 0;

-- A human may vouch for a letter without knowing Amili's name for it.
alter table reminder drop constraint reminder_check;
alter table reminder add constraint reminder_accepted
    check (state <> 'a' or case_id is not null or reason is not null);

-- When a human said that Amili's closed cases of this invoice no longer stand against a new letter.
alter table invoice add column released_at timestamptz;

-- Incidents go by number. Closed by whom: a login name.
alter table incident add column id bigint generated always as identity unique;
alter table incident add column closed_by text;

-- A worker's number is drawn at random: after a failover that lost its latest numbers a sequence
-- would give one out again, and two processes would live and die by one beat.
alter table worker alter column id drop identity;

-- Where the fleet last saw this database stand. A promoted standby, a restored backup and a dump
-- bring the row along and stand elsewhere themselves: whoever claims first notices, even a worker
-- that remembers nothing. `system` is the cluster's identifier, and this table's own number within
-- it, which a dump does not keep.
create table era (
    id boolean primary key default true check (id),
    system text not null,
    timeline bigint not null
);
insert into era (system, timeline)
select system_identifier::text || '.' || 'era'::regclass::oid::text,
    ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint
from pg_control_system();

-- Until then all of Amili stays closed because the database was set back: a human who resumes opens
-- whatever else closed it, but not that.
alter table throttle add column stands_until timestamptz not null default '-infinity';
