import Database

/// How a worker says that it goes on.
enum PulseStatement: String, Statement {
    /// `lease` in seconds. `idle`: the seconds since the worker last did something. `waits`: what
    /// it waits for. The commit does not wait for the disk: it is told anew with the next beat.
    case pulse = """
        update worker set lease = make_interval(secs => :lease::double precision),
            acted_at = clock_timestamp() - make_interval(secs => :idle::double precision),
            waits = :waits::text[]
        where id = :worker and dead_at is null
        returning set_config('synchronous_commit', 'off', true)
        """
}
