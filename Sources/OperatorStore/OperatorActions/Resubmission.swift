package import Reminders

/// A request to make a new run of old reminders.
package struct Resubmission: Sendable {
    package var creditor: CreditorID
    /// nil: all runs of the creditor.
    package var run: RunID?
    /// The states of the old reminders: rejected, failed, cancelled or skipped.
    package var states: [ReminderState]
    /// Empty: any reason.
    package var reasons: [Reason]
    /// nil: as many bank days as the creditor has.
    package var graceBankDays: Int?
    /// A login name.
    package var createdBy: String
    /// Return what would be loaded, and change nothing.
    package var dryRun: Bool
    /// Send although an invoice's knowledge is older than `stalest`.
    package var allowsStale: Bool
    /// How long the new run is held back; nil: it goes at once.
    package var hold: Duration?

    /// The oldest knowledge that is sent without confirmation, because customers may have paid
    /// since. It is the same age up to which a file may be enqueued without confirmation.
    package static let stalest = Duration.seconds(7 * 86_400)

    /// - Precondition: `states` are among the four that end without a letter: rejected, failed,
    ///   cancelled and skipped.
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
