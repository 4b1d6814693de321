import Database

/// What cannot be made of Amili's answers, as people read it.
enum AnswerListStatement: String, Statement {
    /// $1 creditors, or null for all. Rows: (creditor, handle, purpose, cause, call, status, field,
    /// wanted, found, place, seconds, since when, for how many seconds) of what was seen within the
    /// day: whoever asked of a creditor without work does so no more.
    case list = """
        select t.creditor, c.handle, t.purpose, t.cause, t.call, t.status, t.field, t.wanted,
            t.found, t.place, t.seconds,
            to_char(t.began_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            extract(epoch from clock_timestamp() - t.began_at)
        from answer_trouble t
        join creditor c on c.id = t.creditor
        where t.seen_at > clock_timestamp() - interval '1 day'
            and ($1::bigint[] is null or t.creditor = any($1::bigint[]))
        order by t.began_at, t.creditor, t.purpose limit 50
        """
}
