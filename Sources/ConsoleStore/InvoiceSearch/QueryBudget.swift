import Postgres
import Reminders

/// The limits of what a search may cost.
package struct QueryBudget: Sendable {
    /// The most candidates that are sorted in memory. Above 1,500 matches among a million invoices,
    /// a scan finds one about every 700 rows, which is soon enough.
    package var fewest = 1_500
    /// The most reminders that may be read to find those candidates, where no part tells which they
    /// are. It takes 35 ms, most of a page's time, and costs less than reading past 999 of 1,000
    /// invoices, page after page.
    package var mostReading = 75_000
    /// The time that a search may take.
    package var time = Duration.milliseconds(24)
    /// The most invoices of a list that is looked through to its end, however long that takes and
    /// whatever else the machine does.
    package var certain = 10_000
    /// The fewest and the most invoices that one statement looks at.
    package var steps = 100...4_000

    /// The limits of a page.
    package static let page = QueryBudget()
    /// The limits of work that nobody waits for. Its statements are short, so that a click never
    /// waits long for one. The first one goes by `steps` alone, since nothing is known yet of how
    /// long a statement takes.
    package static let aside: QueryBudget = {
        var budget = QueryBudget()
        budget.time = .milliseconds(10)
        budget.steps = 100...1_000
        budget.certain = 0
        return budget
    }()
    /// The limits of a count that a page waits for.
    package static let count: QueryBudget = {
        var budget = QueryBudget.aside
        budget.certain = QueryBudget.page.certain
        return budget
    }()
    package init() {}
}
