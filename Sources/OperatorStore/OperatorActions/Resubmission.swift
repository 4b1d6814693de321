import Database
import EnqueueStore
import Postgres
package import Reminders

/// Which old reminders a new run is to be made of.
package struct Resubmission: Sendable {
    package var creditor: CreditorID
    /// nil: all runs of the creditor.
    package var run: RunID?
    package var states: [ReminderState]
    /// Empty: whatever the reason.
    package var reasons: [Reason]
    /// nil: the creditor's own.
    package var graceBankDays: Int?
    package var createdBy: String
    package var dryRun: Bool
    /// Send although what is known of the invoices is more than `Resubmission.stalest` old.
    package var allowsStale: Bool
    /// How long the new run is held back; nil: it goes at once.
    package var hold: Duration?

    /// Customers may have paid since: as old as a file may be that is enqueued without a word.
    package static let stalest = Duration.seconds(7 * 86_400)

    /// - Precondition: no state but these four ends without a letter.
    package init(
        creditor: CreditorID, run: RunID?, states: [ReminderState], reasons: [Reason],
        graceBankDays: Int?, createdBy: String, dryRun: Bool, allowsStale: Bool,
        hold: Duration? = nil
    ) {
        precondition(
            states.allSatisfy { [.rejected, .failed, .cancelled, .skipped].contains($0) })
        self.creditor = creditor
        self.run = run
        self.states = states
        self.reasons = reasons
        self.graceBankDays = graceBankDays
        self.createdBy = createdBy
        self.dryRun = dryRun
        self.allowsStale = allowsStale
        self.hold = hold
    }
}
