package import Reminders

package struct CreditorGate: Sendable {
    package let creditor: CreditorID
    package let activation: ActivationState
    package let shut: Shut
    package let queued: Int
    package let uncertain: Int
}
