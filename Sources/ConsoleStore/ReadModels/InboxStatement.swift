import Database

/// SQL that tells which batches of host applications wait.
enum InboxStatement: String, Statement {
    /// One row. `waiting`: batches that are not loaded; `blocked`: those of them that have been
    /// tried; `oldest_seconds`: since the first of the waiting ones was asked for, or null.
    /// `unasked`: lines that were inserted a day ago or earlier, for which no run was asked.
    case look = """
        select count(*) filter (where q.run is null) as waiting,
            count(*) filter (where q.problem is not null) as blocked,
            extract(epoch from clock_timestamp()
                - min(q.requested_at) filter (where q.run is null)) as oldest_seconds,
            (select count(*) from host_line
                where request is null and inserted_at < clock_timestamp() - interval '1 day')
                as unasked
        from host_request q
        where q.finished_at is null
        """
}
