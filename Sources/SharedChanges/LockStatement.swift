import Database

/// The locks that order changes of one creditor. Lock order: loader, creditor, run, part,
/// reminder, permit, invoice.
package enum LockStatement: String, Statement {
    package static let isPrepared = true

    /// One load per creditor at a time: two could deadlock, or see half of each other. One row if
    /// the creditor exists. What follows looks keys up one by one: see `PartStatement.freePermits`.
    /// Its commit waits for the disk whatever the server's default.
    case lockLoader = """
        select creditor, set_config('enable_hashjoin', 'off', true),
            set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true),
            set_config('synchronous_commit', 'on', true)
        from loader where creditor = :creditor for no key update
        """

    case lockCreditor = "select id from creditor where id = :creditor for no key update"
}
