package import Reminders

/// A creditor with its gate and its activation.
package struct CreditorRow: Sendable {
    package let id: CreditorID
    package let handle: String
    package let name: String
    package let account: String
    package let amiliCreditor: String
    package let activation: ActivationState
    package let isPaused: Bool
    /// Seconds until the gate opens by itself; 0: it is open.
    package let closedFor: Double
    /// Why the gate was closed last; nil if no cause is noted.
    package let closedCause: GateCause?
    /// Amili's words when the gate was closed; nil: none.
    package let closedWords: String?
    /// The calls a second that are the creditor's own limit; infinite: it has none.
    package let rate: Double
    /// The hours in which letters may leave; nil: at any time.
    package let window: SendWindow?
    /// When letters leave again; nil: they may leave now, as far as the window goes.
    package let lettersFrom: Timestamp?
    /// Bank days after the due date before a letter may go, 0...60.
    package let graceBankDays: Int
    package let hasCanary: Bool
    /// Reminders that are queued or uncertain.
    package let openReminders: Int
    /// Why the creditor is not active; nil if no reason is known.
    package let activationCause: ActivationCause?
    /// Amili's objections to the creditor's details.
    package let activationIssues: [ActivationIssue]
    /// When Amili was last asked whether the creditor is active; nil: never.
    package let activationAskedAt: Timestamp?
}
