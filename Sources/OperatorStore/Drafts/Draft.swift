package import Reminders

/// A draft as its dialog shows it, without its lines.
package struct Draft: Sendable {
    package let progress: DraftProgress
    /// Grows with every choice. A request to send names it, so that what is sent is what was shown.
    package let revision: Int
    package let openedAt: Timestamp
    package let expiresAt: Timestamp
    /// The run that the draft became; nil until it was sent.
    package let run: RunID?
    /// The choice for every line without one of its own.
    package let forAll: (isTicked: Bool, route: ReminderRoute)
    package let totals: DraftTotals
    /// Invoices that came or went since all that match a filter were chosen. Zeros if no filter was
    /// used, and until the draft is built.
    package let sinceChoice: DraftDrift
}
