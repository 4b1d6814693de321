package import Reminders

package struct Draft: Sendable {
    package let progress: DraftProgress
    /// Grows with every choice; what is sent is what was shown.
    package let revision: Int
    /// RFC 3339 UTC, as `expiresAt`.
    package let openedAt: String
    package let expiresAt: String
    /// The run that it became, once it was sent.
    package let run: RunID?
    /// What holds for every line without a choice of its own.
    package let forAll: (isTicked: Bool, route: ReminderRoute)
    package let totals: DraftTotals
    /// Since all that match a filter were chosen.
    package let sinceChoice: DraftDrift
}
