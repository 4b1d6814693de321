import Postgres
import Reminders

/// How much a page may cost.
package struct QueryBudget: Sendable {
    /// Up to so many candidates are sorted in memory; of more there is one in every seven hundred
    /// invoices of a million, and a scan finds them soon.
    package var fewest = 1_500
    /// Reminders that may be read to find those candidates, where no part tells which they are:
    /// 35 ms. It is most of a page's time, and better spent than on reading past 999 of 1,000
    /// invoices, page after page.
    package var mostReading = 75_000
    /// The time that a search may take.
    package var time = Duration.milliseconds(24)
    /// A list of no more invoices is looked through to its end, however long it takes and whatever
    /// else the machine does.
    package var certain = 10_000
    /// Invoices looked at in one statement.
    package var steps = 100...4_000

    package static let page = QueryBudget()
    /// What nobody waits for: its statements are short, so that a click waits for none of them. A
    /// first statement goes by `steps` alone, for nothing is known yet of how long one takes.
    package static let aside: QueryBudget = {
        var budget = QueryBudget()
        budget.time = .milliseconds(10)
        budget.steps = 100...1_000
        budget.certain = 0
        return budget
    }()
    /// A count that a page waits for.
    package static let count: QueryBudget = {
        var budget = QueryBudget.aside
        budget.certain = QueryBudget.page.certain
        return budget
    }()
    package init() {}
}
