import Reminders

/// A human's answer about a letter in doubt.
package enum HumanVerdict: Sendable, Equatable {
    /// Amili has it; the case's number, if the human knows it.
    case sent(caseID: String?)
    case notSent
}
