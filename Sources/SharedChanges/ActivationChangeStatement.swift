import Database

/// SQL that changes a creditor's activation and records the change.
package enum ActivationChangeStatement: String, Statement {
    /// Locks a creditor. One row if it exists.
    case lockCreditor = """
        select activation, account, amili_creditor from creditor where id = :creditor for update
        """

    case setActivation = "update creditor set activation = :activation where id = :creditor"

    /// Records a change. `why`: Amili's words.
    case note = """
        insert into activation_event (creditor, what, by_whom, cause, why)
        values (:creditor, :what, :by_whom, :cause, :why)
        """
}
