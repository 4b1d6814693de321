/// SQL of the creditor's facts that a load, a draft and a list need.
package enum CreditorFactsStatement: String, Statement {
    /// One row if the creditor exists. `today` is the date in Sweden, `YYYY-MM-DD`.
    case creditorFacts = """
        select {today} as today, activation, grace_bank_days
        from creditor where id = :creditor
        """
}
