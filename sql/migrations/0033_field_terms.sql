-- breaking
-- Columns carry the terms of the field: an exception of a part is a reminder that is neither queued
-- nor accepted, and the first letter of a creditor is guarded by the part that sends it.
alter table part rename column stray_pos to exception_pos;
alter table part rename column stray_state to exception_state;
alter table part rename column stray_reason to exception_reason;
alter table part rename constraint part_strays to part_exceptions;
alter table creditor rename column pioneer_run to first_letter_run;
alter table creditor rename column pioneer_first to first_letter_part;
