import Database

/// Notes which parts may be what ends their workers, and tries those again that are stuck for it.
enum SuspectStatement: String, Statement {
    static let isPrepared = true

    /// Notes that a letter of this claim may be on the wire from here on. `asked_at`: Amili's clock
    /// at the look-up. This is not part of `reserve`, because a gate that closes locks its row
    /// first and the parts then. The commit need not wait for the disk: a server that crashes is
    /// away for long, and without this the clocks' difference decides.
    case markSending = """
        update part set sent_attempt = attempt,
            asked_at = coalesce(to_timestamp(:asked_at::double precision), asked_at),
            asked_attempt = case when :asked_at is null then asked_attempt else attempt end
        where run = :run and first = :first and worker = :worker and attempt = :attempt
            and state = 'claimed'
        returning set_config('synchronous_commit', 'off', true)
        """

    /// Makes parts ready that have been stuck for long enough. They get one more try, as suspect as
    /// before.
    case retryStuck = """
        update part p set state = 'ready', stuck_until = null, turn = greatest(p.turn, v.v)
        from vclock v, (
            select run, first from part where state = 'stuck' and stuck_until <= clock_timestamp()
            order by run, first limit 20 for update skip locked
        ) d
        where p.run = d.run and p.first = d.first
        returning p.run, p.first, p.creditor
        """

    case noteRetry = """
        insert into evidence (creditor, run, first, kind, why)
        values (:creditor, :run, :first, 'state', :why)
        """
}
