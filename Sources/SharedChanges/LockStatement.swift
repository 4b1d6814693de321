import Database

/// The locks that order changes of one creditor. Lock order: loader, creditor, run, part,
/// reminder, permit, invoice.
package enum LockStatement: String, Statement {
    package static let isPrepared = true

    /// $1 creditor. One load per creditor at a time: two could deadlock, or see half of each other.
    /// Row: (creditor). What follows looks keys up one by one: see `PartStatement.freePermits`;
    /// and its commit waits for the disk whatever the server's default.
    case lockLoader = """
        select creditor, set_config('enable_hashjoin', 'off', true),
            set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true),
            set_config('synchronous_commit', 'on', true)
        from loader where creditor = $1 for no key update
        """

    /// $1 creditor.
    case lockCreditor = "select id from creditor where id = $1 for no key update"
}
