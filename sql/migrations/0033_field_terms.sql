-- breaking
-- Columns carry the terms of the field: an exception of a part is a reminder that is neither queued
-- nor accepted, and the first letter of a creditor is guarded by the part that sends it.
alter table part rename column stray_pos to exception_pos;
alter table part rename column stray_state to exception_state;
alter table part rename column stray_reason to exception_reason;
alter table part rename constraint part_strays to part_exceptions;
alter table creditor rename column pioneer_run to first_letter_run;
alter table creditor rename column pioneer_first to first_letter_part;

-- Of a closed gate the cause is a word of its own already. What stood before it in the text is made
-- where it is shown; the column keeps only what Amili said.
alter table throttle rename column closed_reason to closed_words;
update throttle t set closed_words = nullif(substr(t.closed_words, length(k.words) + 3), '')
from (values
    ('credential', '401: Amili refuses the installation''s credential'),
    ('token refused', '401: Amili refuses the tokens that it gives'),
    ('creditor refused', '403: not ours, or not active, at Amili'),
    ('too many', '429: too many calls'),
    ('retry after', 'Amili asks us to wait'),
    ('silence', 'Amili does not answer'),
    ('letters', 'Amili does not answer this creditor''s letters'),
    ('history', 'the database went back in time, or another took its place')
) k(cause, words)
where t.closed_cause = k.cause and starts_with(t.closed_words, k.words);
