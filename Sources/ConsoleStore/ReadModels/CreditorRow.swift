import Database
import Postgres
package import Reminders

package struct CreditorRow: Sendable {
    package let id: CreditorID
    package let handle: String
    package let name: String
    package let account: String
    package let amiliCreditor: String
    package let activation: ActivationState
    package let isPaused: Bool
    /// Seconds until the gate opens by itself; 0: open.
    package let closedFor: Double
    package let closedCause: GateCause?
    /// Amili's words as it was closed; nil: none.
    package let closedWords: String?
    package let graceBankDays: Int
    package let hasCanary: Bool
    package let openReminders: Int
    /// Why it is not active, as far as is known.
    package let activationCause: ActivationCause?
    /// Amili's objections to its details.
    package let activationIssues: [ActivationIssue]
    /// When Amili was last asked whether it is active, RFC 3339 UTC; nil if it never was.
    package let activationAskedAt: String?
}
