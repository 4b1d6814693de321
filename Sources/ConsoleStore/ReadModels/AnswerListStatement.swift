import Database

/// SQL that lists the answers of Amili that cannot be used, for people.
enum AnswerListStatement: String, Statement {
    /// Lists troubles, the oldest first. Those not seen within the day are left out: nobody asks
    /// any more about a creditor without work. `creditors` null: all. `began_seconds`: the age of
    /// the trouble. `seen_seconds`: how long ago it was seen. `waits`: a part or a run of
    /// the creditor is not done; a held run has no parts yet. `seconds`: see `AnswerFlaw.seconds`.
    case list = """
        select t.creditor, c.handle, t.purpose, t.cause, t.call, t.status, t.field, t.wanted,
            t.found, t.place, t.seconds,
            extract(epoch from t.began_at) as began_at,
            extract(epoch from clock_timestamp() - t.began_at) as began_seconds,
            extract(epoch from clock_timestamp() - t.seen_at) as seen_seconds,
            exists (select from part p where p.creditor = t.creditor and p.state <> 'done')
                or exists (select from run u where u.creditor = t.creditor and u.state <> 'done')
                as waits
        from answer_trouble t
        join creditor c on c.id = t.creditor
        where t.seen_at > clock_timestamp() - interval '1 day'
            and (:creditors::bigint[] is null or t.creditor = any(:creditors::bigint[]))
        order by t.began_at, t.creditor, t.purpose limit 50
        """
}
