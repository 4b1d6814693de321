/// Settings that every transaction that reads a page begins with.
package enum PageStatement: String, Statement {
    /// The transaction then reads along the key, and no further than the page. Without statistics
    /// the planner would rather join all of a creditor and sort it: a page of 1,000 of 100,000
    /// invoices would take 900 ms, and takes 14 so. What is off costs so much in the planner's eyes
    /// that it would compile the plan: `jit` is off too. The joins stand in the order in which they
    /// are wanted: the search for a better one would take half of the planning of 50 rows (2.8 ms;
    /// 1.5 without it).
    case alongTheKey = """
        select set_config('enable_sort', 'off', true), set_config('enable_hashjoin', 'off', true),
            set_config('enable_mergejoin', 'off', true),
            set_config('enable_bitmapscan', 'off', true), set_config('jit', 'off', true),
            set_config('join_collapse_limit', '1', true),
            set_config('from_collapse_limit', '1', true)
        """
}
