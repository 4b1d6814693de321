-- Statements that run many times a minute read along an index, and not all that was ever done.

-- The runs that are not over, the latest first: `paminn status` and the page of operations begin
-- with them. It changes with a run's beginning and end, not with its parts.
create index run_unfinished on run (id) where state <> 'done';

-- The creditor whose poll has been due for longest. Workers ask for it many times a minute, and
-- would else read all creditors for it.
create index poll_due on poll (least(changes_due_at, whole_due_at), creditor);
