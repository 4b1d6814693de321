import Reminders

/// What a human knows of a letter in doubt.
package enum HumanVerdict: Sendable, Equatable {
    /// Amili has it; the case's number, if the human knows it.
    case sent(caseID: String?)
    case notSent
}
