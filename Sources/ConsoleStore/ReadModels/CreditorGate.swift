package import Reminders

/// The gate of one creditor, with the counts of its open reminders.
package struct CreditorGate: Sendable {
    package let creditor: CreditorID
    package let activation: ActivationState
    package let state: GateState
    /// The calls a second that are the creditor's own limit; infinite: it has none.
    package let rate: Double
    package let queued: Int
    package let uncertain: Int
}
