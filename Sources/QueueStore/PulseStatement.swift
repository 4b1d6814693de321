import Database

/// Stores what a worker tells beside its beat.
enum PulseStatement: String, Statement {
    /// `lease` in seconds. `idle`: the seconds since the worker last sent, asked or settled
    /// something. `waits`: what it waits for; null: nothing. The commit does not wait for the disk,
    /// because the next pulse tells it anew.
    case pulse = """
        update worker set lease = make_interval(secs => :lease::double precision),
            acted_at = clock_timestamp() - make_interval(secs => :idle::double precision),
            waits = :waits::text[]
        where id = :worker and dead_at is null
        returning set_config('synchronous_commit', 'off', true)
        """
}
