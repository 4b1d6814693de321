import Database

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
}
