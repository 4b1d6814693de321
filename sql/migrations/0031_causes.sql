-- breaking
-- Why a run has paused, what an incident is and what a human decided are columns; the words are
-- made where they are shown. Older programs would write sentences.

alter table run rename column pause_reason to pause_words;
alter table run
    add column pause_cause text check (pause_cause in ('rejections')),
    add column pause_count integer check (pause_count > 0);
update run set
    pause_cause = 'rejections',
    pause_count = coalesce(
        substring(pause_words from '^the same rejection (\d{1,9}) times running: ')::integer, 20),
    pause_words = regexp_replace(
        coalesce(pause_words, ''), '^the same rejection \d+ times running: ', '')
where paused_at is not null;
alter table run add constraint run_pause check (
    (paused_at is null) = (pause_cause is null) and (paused_at is null) = (pause_count is null)
    and (paused_at is null) = (pause_words is null));

alter table incident rename column what to kind;
update incident set kind = case kind
    when 'late acceptance' then 'late_acceptance'
    when 'a second open case at Amili' then 'second_case'
    when 'accepted, but not among Amili''s cases' then 'lost_case'
    when 'two spellings of one invoice have a letter each' then 'two_spellings'
    else 'two_cases' end;
alter table incident add constraint incident_kind
    check (kind in ('two_cases', 'late_acceptance', 'second_case', 'lost_case',
        'two_spellings'));

alter table evidence add column decision text, add column by_whom text;
update evidence e set
    decision = d.decision,
    by_whom = substring(e.why from length(d.beginning) + 1 for
        coalesce(nullif(strpos(substr(e.why, length(d.beginning) + 1), ': ') - 1, -1),
            length(e.why))),
    why = coalesce(substring(substr(e.why, length(d.beginning) + 1) from ': (.*)$'), '')
from (values
    ('released by ', null, 'released'),
    ('cancelled by ', false, 'run_cancelled'), ('cancelled by ', true, 'manual_cancelled'),
    ('not sent, says ', null, 'not_sent'), ('sent, says ', null, 'sent'),
    ('done by hand, says ', null, 'manual_done'),
    ('not done after all, says ', null, 'manual_undone'),
    ('stuck part retried by ', null, 'part_retried'),
    ('the same invoice, says ', null, 'same_invoice'),
    ('another invoice, says ', null, 'another_invoice')
) d(beginning, is_about_one, decision)
where e.kind = 'human' and starts_with(e.why, d.beginning)
    and (d.is_about_one is null or d.is_about_one = (e.pos is not null));
update evidence set
    decision = 'incident_closed',
    by_whom = substring(why from '^incident \d+ closed by ([^:]*)'),
    why = coalesce(substring(why from '^incident \d+ closed by [^:]*: (.*)$'), '')
where kind = 'human' and decision is null and why ~ '^incident \d+ closed by ';
-- What an older program wrote and none of these is.
update evidence set decision = 'other', by_whom = '' where kind = 'human' and decision is null;
alter table evidence add constraint evidence_decision check (
    (kind = 'human') = (decision is not null) and (kind = 'human') = (by_whom is not null)
    and (decision is null or decision in ('released', 'run_cancelled', 'manual_cancelled',
        'not_sent', 'sent', 'manual_done', 'manual_undone', 'part_retried', 'same_invoice',
        'another_invoice', 'incident_closed', 'other')));
