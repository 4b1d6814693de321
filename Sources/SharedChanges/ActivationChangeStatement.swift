import Database

/// How a creditor stands with Amili changes, and is told.
package enum ActivationChangeStatement: String, Statement {
    case lockCreditor = """
        select activation, account, amili_creditor from creditor where id = :creditor for update
        """

    case setActivation = "update creditor set activation = :activation where id = :creditor"

    /// `why`: Amili's words.
    case note = """
        insert into activation_event (creditor, what, by_whom, cause, why)
        values (:creditor, :what, :by_whom, :cause, :why)
        """
}
