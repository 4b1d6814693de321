/// What cannot be made of Amili's answers.
enum AnswerStatement: String, Statement {
    /// $1 creditor, $2 purpose, $3 cause, $4 call, $5 status, $6 field, $7 wanted, $8 found,
    /// $9 place, $10 seconds. A trouble that was not seen for an hour was over.
    case note = """
        insert into answer_trouble as t (creditor, purpose, cause, call, status, field, wanted,
            found, place, seconds, began_at, seen_at)
        values ($1, $2, $3, $4, $5::integer, $6, $7, $8, $9, $10::bigint, clock_timestamp(),
            clock_timestamp())
        on conflict (creditor, purpose) do update set
            began_at = case when t.seen_at < clock_timestamp() - interval '1 h'
                then clock_timestamp() else t.began_at end,
            cause = excluded.cause, call = excluded.call, status = excluded.status,
            field = excluded.field, wanted = excluded.wanted, found = excluded.found,
            place = excluded.place, seconds = excluded.seconds, seen_at = excluded.seen_at
        """

    /// $1 creditor, $2 purpose.
    case forget = "delete from answer_trouble where creditor = $1 and purpose = $2"

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
