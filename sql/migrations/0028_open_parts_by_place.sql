-- Parts of a run are finished in their order, so the last of them tells soonest that some are open.
-- By the run alone, each look met all entries of finished parts that VACUUM had not yet removed.
drop index part_open;
create index part_open on part (run, first) where state <> 'done';
