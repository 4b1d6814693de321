/// The purpose of the call whose answer could not be used. Each creditor has at most one open
/// trouble for each purpose.
package enum AnswerPurpose: String, CaseIterable, Sendable {
    case lookUp = "look_up"
    case letter
    /// A poll of cases, or a step of an activation.
    case following

    package var english: String {
        switch self {
        case .lookUp: "look-up"
        case .letter: "letter"
        case .following: "follow-up"
        }
    }

    package var swedish: String {
        switch self {
        case .lookUp: "uppslagning"
        case .letter: "brev"
        case .following: "uppföljning"
        }
    }
}
