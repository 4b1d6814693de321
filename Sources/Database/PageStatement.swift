/// What every statement that reads a page begins with.
package enum PageStatement: String, Statement {
    /// For a transaction that reads a page: along the key, and no further than the page. Without
    /// statistics the planner would rather join all of a creditor and sort it (100,000 invoices,
    /// 900 ms for a page of 1,000; so 14 ms), and what is off looks dear enough to be compiled. The
    /// joins stand in the order in which they are wanted: looking for a better one takes half of
    /// the planning of 50 rows (2.8 ms; so 1.5).
    case alongTheKey = """
        select set_config('enable_sort', 'off', true), set_config('enable_hashjoin', 'off', true),
            set_config('enable_mergejoin', 'off', true),
            set_config('enable_bitmapscan', 'off', true), set_config('jit', 'off', true),
            set_config('join_collapse_limit', '1', true),
            set_config('from_collapse_limit', '1', true)
        """
}
