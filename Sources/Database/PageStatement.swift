/// SQL of the settings with which each transaction that reads a page begins.
package enum PageStatement: String, Statement {
    /// Makes the rest of the transaction read along the key, no further than the page.
    ///
    /// Without statistics the planner would rather join all rows of a creditor and sort them: a
    /// page of 1,000 of 100,000 invoices takes 14 ms with these settings and 900 ms without.
    /// Disabled plan nodes look so costly that the planner would compile the plan, so `jit` is off
    /// too. The joins are written in the wanted order; a search for a better one would take half of
    /// the planning time of 50 rows (2.8 ms, 1.5 ms without it).
    case alongTheKey = """
        select set_config('enable_sort', 'off', true), set_config('enable_hashjoin', 'off', true),
            set_config('enable_mergejoin', 'off', true),
            set_config('enable_bitmapscan', 'off', true), set_config('jit', 'off', true),
            set_config('join_collapse_limit', '1', true),
            set_config('from_collapse_limit', '1', true)
        """
}
