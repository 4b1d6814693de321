import Database

/// How a creditor stands with Amili changes, and is told.
package enum ActivationChangeStatement: String, Statement {
    /// $1 creditor. Row: (activation, account, amili creditor).
    case lockCreditor = """
        select activation, account, amili_creditor from creditor where id = $1 for update
        """

    /// $1 creditor, $2 activation.
    case setActivation = "update creditor set activation = $2 where id = $1"

    /// $1 creditor, $2 what, $3 by whom, $4 cause, $5 Amili's words.
    case note = """
        insert into activation_event (creditor, what, by_whom, cause, why)
        values ($1, $2, $3, $4, $5)
        """
}
