-- breaking
-- Which of a part's reminders are neither queued nor accepted, their states and their reasons,
-- position by position: what the list's filters and a run's page look for stands beside the
-- counts, so that nobody reads a million reminders to find the seven hundred that failed.

-- Written wherever the counts are. Null: not known, the reminders themselves must be read.
alter table part
    add column stray_pos integer[],
    add column stray_state "char"[],
    add column stray_reason smallint[],
    add constraint part_strays check (
        (stray_pos is null) = (stray_state is null) and (stray_pos is null) = (stray_reason is null)
        and (stray_pos is null or (
            cardinality(stray_pos) = n_u + n_r + n_s + n_f + n_c + n_m
            and cardinality(stray_state) = cardinality(stray_pos)
            and cardinality(stray_reason) = cardinality(stray_pos))));
