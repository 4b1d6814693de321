import Database

/// Which parts may be what ends their workers, and what becomes of those that are.
enum SuspectStatement: String, Statement {
    static let isPrepared = true

    /// $1 run, $2 first, $3 worker, $4 attempt, $5 Amili's clock at the look-up: from here on a
    /// letter of this claim may be on the wire. Not in `reserve`: a gate that closes locks its row
    /// first and the parts then. Its commit need not wait for the disk: a server that crashes is
    /// away for long, and without it the clocks' difference decides.
    case markSending = """
        update part set sent_attempt = attempt,
            asked_at = coalesce(to_timestamp($5::double precision), asked_at),
            asked_attempt = case when $5 is null then asked_attempt else attempt end
        where run = $1 and first = $2 and worker = $3 and attempt = $4 and state = 'claimed'
        returning set_config('synchronous_commit', 'off', true)
        """

    /// A stuck part whose time is over gets one more try, as suspect as it was. Rows: (run, first,
    /// creditor).
    case retryStuck = """
        update part p set state = 'ready', stuck_until = null, turn = greatest(p.turn, v.v)
        from vclock v, (
            select run, first from part where state = 'stuck' and stuck_until <= clock_timestamp()
            order by run, first limit 20 for update skip locked
        ) d
        where p.run = d.run and p.first = d.first
        returning p.run, p.first, p.creditor
        """

    /// $1 creditor, $2 run, $3 first, $4 why.
    case noteRetry = """
        insert into evidence (creditor, run, first, kind, why) values ($1, $2, $3, 'state', $4)
        """
}
