import Reminders

/// A human's answer about a letter in doubt.
package enum HumanVerdict: Sendable, Equatable {
    /// Amili has the letter; `caseID`: the id of its case, if the human knows it.
    case sent(caseID: String?)
    case notSent
}
