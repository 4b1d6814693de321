/// What a load, a draft and a list have to know of a creditor.
package enum CreditorFactsStatement: String, Statement {
    /// $1 creditor. Row: (today in Sweden, activation, grace).
    case creditorFacts = """
        select to_char(clock_timestamp() at time zone 'Europe/Stockholm', 'YYYY-MM-DD'),
            activation, grace_bank_days
        from creditor where id = $1
        """
}
