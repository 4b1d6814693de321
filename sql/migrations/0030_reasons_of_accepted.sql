-- breaking
-- Why reminders of a part are accepted without the usual proof: by a human's word, or because a
-- case was taken for theirs. With this beside its exceptions, a run's reasons are counted by its
-- parts. Null: none. As little known as the exceptions where those are null. Older programs would
-- write the counts without it.
alter table part add column accepted_reason smallint[];
update part p set accepted_reason = r.reasons
from (
    select creditor, run, (pos - 1) / 99 * 99 + 1 as first,
        array_agg(reason order by reason) as reasons
    from reminder
    where state = 'a' and reason is not null
    group by 1, 2, 3
) r
where p.creditor = r.creditor and p.run = r.run and p.first = r.first;
