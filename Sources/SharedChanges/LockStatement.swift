import Database

/// SQL of the locks that order changes of one creditor. Lock order: loader, creditor, run, part,
/// reminder, permit, invoice.
package enum LockStatement: String, Statement {
    package static let isPrepared = true

    /// Locks the creditor's loads. One row if the creditor exists. Two loads at a time could
    /// deadlock, or see half of each other.
    ///
    /// It also sets up the transaction: the statements that follow look keys up one by one (see
    /// `PartStatement.freePermits`), and the commit waits for the disk whatever the server's
    /// default.
    case lockLoader = """
        select creditor, set_config('enable_hashjoin', 'off', true),
            set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true),
            set_config('synchronous_commit', 'on', true)
        from loader where creditor = :creditor for no key update
        """

    /// Locks the creditor. One row if it exists.
    case lockCreditor = "select id from creditor where id = :creditor for no key update"
}
