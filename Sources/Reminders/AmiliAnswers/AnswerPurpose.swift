/// What was asked when an answer could not be used: each creditor has at most one trouble of each.
package enum AnswerPurpose: String, CaseIterable, Sendable {
    case lookUp = "look_up"
    case letter
    /// What became of the cases, or of the creditor's activation.
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
