-- Why the program closed a gate, for code to go by; `closed_reason` says it in words.
alter table throttle add column closed_cause text constraint throttle_cause check (closed_cause in (
    'credential', 'token refused', 'creditor refused', 'too many', 'retry after', 'silence',
    'letters', 'history'));

-- The claim in which a letter of the part last had leave to go: only while one was on the wire can
-- it be what ended its worker.
alter table part add column sent_attempt integer;
-- When a stuck part is tried again by itself; null: when a human says so.
alter table part add column stuck_until timestamptz;
update part set stuck_until = now() + interval '1 hour' where state = 'stuck';
create index part_stuck on part (stuck_until) where state = 'stuck';
