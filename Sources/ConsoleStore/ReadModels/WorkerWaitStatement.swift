import Database

/// SQL that reads what workers report of themselves.
enum WorkerWaitStatement: String, Statement {
    /// Lists the waits that living workers report. `wait`: one thing that the worker waited for at
    /// its last beat. `seconds`: since that beat.
    case waits = """
        select w.name, n.wait, extract(epoch from clock_timestamp() - w.seen_at)::bigint as seconds
        from worker w, unnest(w.waits) with ordinality n(wait, place)
        where w.dead_at is null order by w.name, w.id, n.place limit 50
        """
}
