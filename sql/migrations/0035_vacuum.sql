-- When autovacuum comes. By default it waits until a fifth of a table's rows are dead, and until a
-- tenth has changed before it counts them anew. Our big tables keep every run: beside years of
-- done work a whole run is less than that. None of this locks readers or writers out.

-- A part changes about four times in its life, and three of these changes move it from one partial
-- index to another, so they cannot be HOT. Measured once, four sessions that claimed and settled:
-- a run of 10,000 parts left 29,000 dead rows. Beside a million old parts the default would wait
-- for 200,000, and each claim would pass over what is left of them in `part_ready`.
alter table part set (
    autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
    autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 1000
);

-- Settles are HOT, and the next change of a page clears its dead rows away. What vacuum has to do
-- is mark pages as visible to all, for the lists' index-only scans, and freeze what was loaded, for
-- it stays; and states are to be counted anew after each big run.
alter table reminder set (
    autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.02
);

-- Imports change rows that are in a dozen indexes, and some of the changed columns are in one: each
-- dead row has an entry in all of them.
alter table invoice set (
    autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.02
);

-- A load inserts a row for each letter, and what is skipped or rejected deletes its own.
alter table permit set (
    autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.02
);

-- Few rows that change many times a second, none of them in an indexed column. With half of each
-- page free the new version stays on the page, and the next change clears the old one away. For so
-- few rows the default (fifty dead ones) is right; so it is for the other small tables, and for
-- drafts and selections, which are deleted by the whole.
alter table throttle set (fillfactor = 50);
alter table worker set (fillfactor = 50);
