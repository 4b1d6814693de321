package import Reminders

/// The totals of a draft, in lines unless another unit is named.
package struct DraftTotals: Sendable, Equatable {
    package var lines = 0
    package var ticked = 0
    /// Lines that go to Amili, as far as is known: ticked and without an obstacle.
    package var amili = 0
    package var amiliMoney = Ore.zero
    /// Lines that go by hand, as far as is known: ticked and without an obstacle.
    package var manual = 0
    package var manualMoney = Ore.zero
    /// Ticked lines with an obstacle, which will be skipped.
    package var skipped = 0
    /// How many of the skipped lines each obstacle stops.
    package var reasons: [Reason: Int] = [:]
    /// Lines that go and have a warning.
    package var warned = 0
    /// Lines that go, but whose knowledge is older than `Resubmission.stalest`: the user has to
    /// confirm them.
    package var stale = 0
    /// Age of the oldest knowledge in the draft, in days; nil unless a line is stale.
    package var oldestDays: Int?
    /// Debtors who would get more than one letter.
    package var severalLetters = 0
    /// Lines with an obstacle or a warning, ticked or not.
    package var problems = 0
    /// Ticked lines whose route is Amili, with an obstacle or without. A creditor that is not
    /// active at Amili cannot send a draft that has any.
    package var tickedForAmili = 0
    /// The creditor is active at Amili.
    package var isActive = false
    /// Median of the letters of the creditor's last runs; nil: this would be the first.
    package var usualSize: Int?
}
