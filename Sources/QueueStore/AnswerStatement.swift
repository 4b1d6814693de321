import Database

/// Notes answers of Amili that cannot be used: one trouble for each creditor and purpose.
enum AnswerStatement: String, Statement {
    /// Notes a trouble; `began_at` stays while it lasts. A trouble that was not seen for an hour
    /// was over, and begins anew.
    case note = """
        insert into answer_trouble as t (creditor, purpose, cause, call, status, field, wanted,
            found, place, seconds, began_at, seen_at)
        values (:creditor, :purpose, :cause, :call, :status::integer, :field, :wanted, :found,
            :place, :seconds::bigint, clock_timestamp(), clock_timestamp())
        on conflict (creditor, purpose) do update set
            began_at = case when t.seen_at < clock_timestamp() - interval '1 h'
                then clock_timestamp() else t.began_at end,
            cause = excluded.cause, call = excluded.call, status = excluded.status,
            field = excluded.field, wanted = excluded.wanted, found = excluded.found,
            place = excluded.place, seconds = excluded.seconds, seen_at = excluded.seen_at
        """

    case forget = "delete from answer_trouble where creditor = :creditor and purpose = :purpose"
}
