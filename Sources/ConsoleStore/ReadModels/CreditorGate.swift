package import Reminders

/// The gate of one creditor, with the counts of its open reminders.
package struct CreditorGate: Sendable {
    package let creditor: CreditorID
    package let activation: ActivationState
    package let state: GateState
    package let queued: Int
    package let uncertain: Int
}
