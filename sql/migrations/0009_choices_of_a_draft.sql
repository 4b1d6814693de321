-- breaking
-- A choice for a single line carries what the overview's totals need of the line, which never
-- changes: the totals read the choices, and look nothing up.

alter table draft_choice
    add column remaining_ore bigint,
    add column obstacle smallint,
    add column is_warned boolean,
    add column is_stale boolean,
    add column debtor bigint;
update draft_choice c set remaining_ore = l.remaining_ore, obstacle = l.obstacle,
    is_warned = l.warnings <> 0, is_stale = l.is_stale, debtor = l.debtor
from draft_line l where l.draft = c.draft and l.pos = c.pos;
alter table draft_choice
    alter column remaining_ore set not null,
    alter column is_warned set not null,
    alter column is_stale set not null,
    alter column debtor set not null;
