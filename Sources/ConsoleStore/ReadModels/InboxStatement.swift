import Database

/// SQL that tells which batches of host applications wait.
enum InboxStatement: String, Statement {
    /// One row. `waiting`: batches whose lines are still here, also if the run is loaded;
    /// `blocked`: those of them that cannot be loaded for now; `oldest_seconds`: since the first of
    /// `waiting` was asked for, or null. `unasked`: lines that were inserted a day ago or earlier,
    /// for which no run was asked.
    case look = """
        select count(*) as waiting, count(q.problem) as blocked,
            extract(epoch from clock_timestamp() - min(q.requested_at)) as oldest_seconds,
            (select count(*) from host_line
                where request is null and inserted_at < clock_timestamp() - interval '1 day')
                as unasked
        from host_request q
        where q.finished_at is null
        """
}
