/// Facts of a creditor that a load, a draft and a list need.
package enum CreditorFactsStatement: String, Statement {
    /// `today` is Sweden's.
    case creditorFacts = """
        select to_char(clock_timestamp() at time zone 'Europe/Stockholm', 'YYYY-MM-DD')
                as today,
            activation, grace_bank_days
        from creditor where id = :creditor
        """
}
