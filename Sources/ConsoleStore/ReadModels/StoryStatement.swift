import Database

/// The whole story of one invoice.
enum StoryStatement: String, Statement {
    /// Oldest run first. `first`: of its part. `as_of`: of the file's knowledge. `worker`: the one
    /// that holds the part now. `second_later`: than `changed_at`. `by_hand`: to be done so.
    case reminders = """
        select r.run, r.pos, (r.pos - 1) / 99 * 99 + 1 as first, r.state::text as state,
            r.attempts::integer as attempts,
            to_char(u.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as created_at,
            u.created_by,
            to_char(u.as_of at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as as_of,
            case when u.hold_until > u.created_at then
                to_char(u.hold_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end
                as hold_until,
            to_char(u.released_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                as released_at,
            p.worker,
            to_char(p.claimed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as claimed_at,
            p.attempt,
            to_char(r.confirmed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
                as confirmed_at,
            to_char(r.changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as changed_at,
            r.case_id, n.code,
            to_char((r.changed_at + interval '1 s') at time zone 'UTC',
                'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as second_later,
            m.run is not null as by_hand
        from reminder r
        join run u on u.id = r.run
        left join part p on p.run = r.run and p.first = (r.pos - 1) / 99 * 99 + 1
        left join reason n on n.id = r.reason
        left join manual_reminder m
            on m.creditor = r.creditor and m.run = r.run and m.pos = r.pos
        where r.creditor = :creditor and r.number = :number
        order by r.run, r.pos
        """

    /// `first`: of its part. `is_own`: about the reminder or its run, and not only about its part.
    case evidence = """
        select to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
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
