import Database

/// How a worker says that it goes on.
enum PulseStatement: String, Statement {
    /// $1 worker, $2 lease in seconds, $3 how long ago it last did something, $4 what it waits for.
    /// The commit does not wait for the disk: it is told anew with the next beat.
    case pulse = """
        update worker set lease = make_interval(secs => $2::double precision),
            acted_at = clock_timestamp() - make_interval(secs => $3::double precision),
            waits = $4::text[]
        where id = $1 and dead_at is null
        returning set_config('synchronous_commit', 'off', true)
        """
}
