package import Reminders

package struct DraftTotals: Sendable, Equatable {
    package var lines = 0
    package var ticked = 0
    /// That go, as far as is known: ticked and without an obstacle.
    package var amili = 0
    package var amiliMoney = Ore.zero
    package var manual = 0
    package var manualMoney = Ore.zero
    /// Ticked, and will be skipped.
    package var skipped = 0
    package var reasons: [Reason: Int] = [:]
    /// Invoices that go, and have a warning.
    package var warned = 0
    /// Invoices that go, and whose knowledge is older than `Resubmission.stalest`: to be confirmed.
    package var stale = 0
    /// Age of the oldest knowledge in the draft, if it is stale.
    package var oldestDays: Int?
    /// Debtors who would get more than one letter.
    package var severalLetters = 0
    /// Lines with an obstacle or a warning, ticked or not.
    package var problems = 0
    /// Ticked lines that lead to Amili, those with an obstacle too: they hinder a creditor that is
    /// not active there.
    package var tickedForAmili = 0
    /// The creditor's, at Amili.
    package var isActive = false
    /// Median of the letters of its last runs; nil: this would be the first.
    package var usualSize: Int?
}
