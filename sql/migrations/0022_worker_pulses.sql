-- What a worker tells beside its beats: how long it may be silent, when it last sent, asked or
-- settled something, and what it waits for when it has done nothing of it for long. Nothing of a
-- letter's fate is decided by it.
alter table worker add column lease interval not null default '10 s';
-- null: by a program that does not tell.
alter table worker add column acted_at timestamptz;
-- Each `kind run part since`, as `WorkerWait` of the program has it; null while it works.
alter table worker add column waits text[];

-- When a human last opened the gate, or let the run go on: what waited for it waits since then.
alter table throttle add column opened_at timestamptz;
alter table run add column resumed_at timestamptz;
