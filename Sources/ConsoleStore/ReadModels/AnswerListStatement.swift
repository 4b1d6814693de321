import Database

/// Answers of Amili that cannot be used, as people read of them.
enum AnswerListStatement: String, Statement {
    /// `creditors` null: all. What was seen within the day: whoever asked of a creditor without
    /// work does so no more. `began_seconds`: how long ago it began. `seconds`: a fact of the
    /// answer.
    case list = """
        select t.creditor, c.handle, t.purpose, t.cause, t.call, t.status, t.field, t.wanted,
            t.found, t.place, t.seconds,
            to_char(t.began_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as began_at,
            extract(epoch from clock_timestamp() - t.began_at) as began_seconds
        from answer_trouble t
        join creditor c on c.id = t.creditor
        where t.seen_at > clock_timestamp() - interval '1 day'
            and (:creditors::bigint[] is null or t.creditor = any(:creditors::bigint[]))
        order by t.began_at, t.creditor, t.purpose limit 50
        """
}
