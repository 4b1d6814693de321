-- How it stands with a queued reminder is a word of its own in the views, beside the labels.
create or replace view reminder_list as
select
    c.handle as creditor,
    coalesce(i.written, r.number) as invoice_number,
    r.run,
    case r.state
        when 'q' then 'queued' when 'u' then 'uncertain' when 'a' then 'accepted'
        when 'r' then 'rejected' when 's' then 'skipped' when 'f' then 'failed'
        when 'c' then 'cancelled' when 'm' then 'manual'
    end as state,
    case
        when r.state = 'q' and p.stopped then 'Avbryts'
        when r.state = 'q' and u.state = 'held' then 'Väntar'
        when r.state = 'q' and (u.paused_at is not null or t.paused) then 'Pausad'
        when r.state = 'q' and r.attempts > 0 then 'Nytt försök'
        when r.state = 'q' and p.state = 'claimed' then 'Skickas till Amili'
        when r.state = 'q' then 'I kö'
        when r.state = 'u' then 'Kontrolleras hos Amili'
        when r.state = 'a' and w.first >= w.second
            then coalesce(a.swedish, 'Hos Amili: ' || r.amili_state)
        when r.state = 'a' then coalesce(b.swedish, 'Hos Amili: ' || r.amili_status)
        when r.state = 'r' then 'Avvisad av Amili'
        when r.state = 's' then 'Hoppades över'
        when r.state = 'f' then 'Misslyckades'
        when r.state = 'c' then 'Avbruten'
        when r.state = 'm' and n.code = 'MANUAL_DONE' then 'Påmind för hand'
        when r.state = 'm' then 'Att göra för hand'
    end as shown,
    n.code as reason,
    n.swedish as reason_sv,
    n.english as reason_en,
    r.attempts::integer as attempts,
    case
        when r.state = 'q' and isfinite(p.due_at) then p.due_at
        when r.state = 'u' then greatest(p.doubt_until, p.due_at)
    end as next_attempt_at,
    r.case_id,
    r.amili_ocr,
    r.amili_state,
    i.remaining_ore,
    i.due_date,
    greatest(r.changed_at, u.released_at) as changed_at,
    -- Amili tells of changes: a case of which it told nothing stands as it did.
    case when r.state = 'a' and coalesce(r.amili_state, r.amili_status) is not null
        then greatest(r.confirmed_at, l.confirmed_at) else r.confirmed_at
    end as confirmed_at,
    r.creditor as creditor_id,
    r.number as invoice_key,
    r.pos,
    case
        when r.state = 'q' and p.stopped then 'Being cancelled'
        when r.state = 'q' and u.state = 'held' then 'Waiting'
        when r.state = 'q' and (u.paused_at is not null or t.paused) then 'Paused'
        when r.state = 'q' and r.attempts > 0 then 'Trying again'
        when r.state = 'q' and p.state = 'claimed' then 'Being sent to Amili'
        when r.state = 'q' then 'Queued'
        when r.state = 'u' then 'Being checked with Amili'
        when r.state = 'a' and w.first >= w.second
            then coalesce(a.english, 'At Amili: ' || r.amili_state)
        when r.state = 'a' then coalesce(b.english, 'At Amili: ' || r.amili_status)
        when r.state = 'r' then 'Rejected by Amili'
        when r.state = 's' then 'Skipped'
        when r.state = 'f' then 'Failed'
        when r.state = 'c' then 'Cancelled'
        when r.state = 'm' and n.code = 'MANUAL_DONE' then 'Reminded by hand'
        when r.state = 'm' then 'To be done by hand'
    end as shown_en,
    -- Flags 1 and 2: paid, credited.
    coalesce(
        r.state = 'a' and greatest(w.first, w.second) < 90
            and (i.flags & 3 <> 0 or i.remaining_ore <= 0), false
    ) as paid_after_handover,
    r.amili_status,
    case
        when r.state <> 'q' then null
        when p.stopped then 'cancelling'
        when u.state = 'held' then 'held'
        when u.paused_at is not null or t.paused then 'paused'
        when r.attempts > 0 then 'retrying'
        when p.state = 'claimed' then 'sending'
        else 'queued'
    end as queue_state
from reminder r
join creditor c on c.id = r.creditor
join run u on u.id = r.run
left join throttle t on t.creditor = r.creditor
left join poll l on l.creditor = r.creditor
left join part p on p.run = r.run and p.first = (r.pos - 1) / 99 * 99 + 1
left join invoice i on i.creditor = r.creditor and i.number = r.number
left join reason n on n.id = r.reason
-- Of Amili's two words the one that is further along is shown; one that nobody knows stands after
-- "received", with rank 15. The same as `AmiliStanding` of the program.
left join amili_word a on a.word = case
    when r.state <> 'a' then null
    when r.amili_state is null then 'active'
    when starts_with(r.amili_state, 'closed') and r.amili_state <> 'closed_paid' then 'closed'
    else r.amili_state end
left join amili_word b on b.word = case
    when r.state <> 'a' then null
    when starts_with(r.amili_status, 'closed') and r.amili_status <> 'closed_paid' then 'closed'
    else r.amili_status end
cross join lateral (
    select
        case when r.amili_state is null then 0 else coalesce(a.rank, 15) end as first,
        case when r.amili_status is null then 0 else coalesce(b.rank, 15) end as second
) w;

create or replace view invoice_list as
select
    c.handle as creditor,
    i.written as invoice_number,
    l.run,
    coalesce(l.state, 'none') as state,
    coalesce(l.shown, 'Ingen påminnelse') as shown,
    l.reason,
    l.reason_sv,
    l.reason_en,
    coalesce(l.attempts, 0) as attempts,
    l.next_attempt_at,
    l.case_id,
    l.amili_ocr,
    l.amili_state,
    i.remaining_ore,
    i.due_date,
    greatest(i.changed_at, l.changed_at) as changed_at,
    l.confirmed_at,
    i.creditor as creditor_id,
    i.number as invoice_key,
    coalesce(l.shown_en, 'No reminder') as shown_en,
    coalesce(l.paid_after_handover, false) as paid_after_handover,
    l.amili_status,
    l.queue_state
from invoice i
join creditor c on c.id = i.creditor
left join permit h on h.creditor = i.creditor and h.number = i.number
left join lateral (
    select r.run, r.pos
    from reminder r
    where r.creditor = i.creditor and r.number = i.number
    order by (r.run = h.run and r.pos = h.pos) desc nulls last, r.run desc, r.pos
    limit 1
) live on true
left join reminder_list l
    on l.creditor_id = i.creditor and l.run = live.run and l.pos = live.pos;
