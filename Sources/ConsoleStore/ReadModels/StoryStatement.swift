import Database

/// The whole story of one invoice.
enum StoryStatement: String, Statement {
    /// $1 creditor, $2 invoice. Rows: (run, position, first of its part, state, attempts, created
    /// at, by, file's knowledge as of, held until, released at, worker that holds the part now,
    /// claimed at, attempt, confirmed at, changed at, case, reason, a second after it changed, by
    /// hand), oldest run first.
    case reminders = """
        select r.run, r.pos, (r.pos - 1) / 99 * 99 + 1, r.state::text, r.attempts::integer,
            to_char(u.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            u.created_by, to_char(u.as_of at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            case when u.hold_until > u.created_at then
                to_char(u.hold_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end,
            to_char(u.released_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            p.worker,
            to_char(p.claimed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            p.attempt,
            to_char(r.confirmed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            to_char(r.changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            r.case_id, n.code,
            to_char((r.changed_at + interval '1 s') at time zone 'UTC',
                'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            m.run is not null
        from reminder r
        join run u on u.id = r.run
        left join part p on p.run = r.run and p.first = (r.pos - 1) / 99 * 99 + 1
        left join reason n on n.id = r.reason
        left join manual_reminder m
            on m.creditor = r.creditor and m.run = r.run and m.pos = r.pos
        where r.creditor = $1 and r.number = $2
        order by r.run, r.pos
        """

    /// $1 creditor, $2 run, $3 position, $4 first of its part. Rows: (at, kind, attempt, worker,
    /// status, curl code, written, ms, from, to, why, about the reminder or its run and not only
    /// its part, decision, by whom).
    case evidence = """
        select to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), e.kind,
            e.attempt, e.worker, e.http_status, e.curl_code, e.written, e.ms,
            e.from_state::text, e.to_state::text, e.why, e.pos is not null or e.first is null,
            e.decision, e.by_whom
        from evidence e
        where e.creditor = $1 and e.run = $2
            and (e.pos = $3 or (e.pos is null and (e.first = $4 or e.first is null)))
        order by e.at
        """
}
