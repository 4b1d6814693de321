import Database

/// Statements about the workers' own reports.
enum WorkerWaitStatement: String, Statement {
    /// The living workers that tell of any. `wait`: one thing that it waited for at its last beat.
    /// `seconds`: since that beat.
    case waits = """
        select w.name, n.wait, extract(epoch from clock_timestamp() - w.seen_at)::bigint as seconds
        from worker w, unnest(w.waits) with ordinality n(wait, place)
        where w.dead_at is null order by w.name, w.id, n.place limit 50
        """
}
