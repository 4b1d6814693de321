import Database

/// SQL of the whole story of one invoice.
enum StoryStatement: String, Statement {
    /// Lists an invoice's reminders, the oldest run first. `first`: of the reminder's part.
    /// `as_of`: the moment as of which the run's file is true. `worker`: the one that holds the
    /// part now. `second_later`: a second after `changed_at`. `by_hand`: it was to be done by hand.
    case reminders = """
        select r.run, r.pos, (r.pos - 1) / {partSize} * {partSize} + 1 as first,
            r.state::text as state, r.attempts::integer as attempts,
            extract(epoch from u.created_at) as created_at,
            u.created_by,
            extract(epoch from u.as_of) as as_of,
            case when u.hold_until > u.created_at then
                extract(epoch from u.hold_until) end
                as hold_until,
            extract(epoch from u.released_at)
                as released_at,
            p.worker,
            extract(epoch from p.claimed_at) as claimed_at,
            p.attempt,
            extract(epoch from r.confirmed_at)
                as confirmed_at,
            extract(epoch from r.changed_at) as changed_at,
            r.case_id, n.code,
            extract(epoch from (r.changed_at + interval '1 s')) as second_later,
            m.run is not null as by_hand
        from reminder r
        join run u on u.id = r.run
        left join part p on p.run = r.run and p.first = (r.pos - 1) / {partSize} * {partSize} + 1
        left join reason n on n.id = r.reason
        left join manual_reminder m
            on m.creditor = r.creditor and m.run = r.run and m.pos = r.pos
        where r.creditor = :creditor and r.number = :number
        order by r.run, r.pos
        """

    /// Returns the permit of a pruned reminder, and when reminders of its run were pruned last. No
    /// row: the invoice has none.
    case pruned = """
        select h.run, h.pos, h.case_id, extract(epoch from u.pruned_at) as pruned_at
        from permit h join run u on u.id = h.run
        where h.creditor = :creditor and h.number = :number and h.case_id is not null
        """

    /// Lists the evidence about a reminder. `first`: of its part. `is_own`: about the reminder or
    /// its run, and not only about its part.
    case evidence = """
        select extract(epoch from e.at) as at,
            e.kind,
            e.attempt, e.worker, e.http_status, e.curl_code, e.written, e.ms,
            e.from_state::text as from_state, e.to_state::text as to_state, e.why,
            e.pos is not null or e.first is null as is_own,
            e.decision, e.by_whom
        from evidence e
        where e.creditor = :creditor and e.run = :run
            and (e.pos = :pos or (e.pos is null and (e.first = :first or e.first is null)))
        order by e.at
        """
}
