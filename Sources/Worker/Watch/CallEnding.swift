import Reminders

/// How a call to Amili that left ended, as far as health and metrics care. The raw value is its
/// place in a table of handles.
package enum CallEnding: Int, CaseIterable, Sendable {
    case answered
    /// Amili refused what was asked: 400, 404, 409, 412, 413, 422.
    case refused
    /// Amili refused us, or the creditor: 401 or 403.
    case unauthorized
    /// 429.
    case tooMany
    /// No answer, or none that can be used.
    case noAnswer

    /// The label `outcome` of `paminn_call_seconds`.
    var label: String {
        switch self {
        case .answered: "answered"
        case .refused: "refused"
        case .unauthorized: "unauthorized"
        case .tooMany: "too_many"
        case .noAnswer: "no_answer"
        }
    }

    /// - Returns: nil if no call left.
    init?(_ outcome: SendOutcome) {
        switch outcome {
        case .accepted: self = .answered
        case .rejected, .conflict: self = .refused
        case .unauthorized, .forbidden: self = .unauthorized
        case .tooMany: self = .tooMany
        case .unknown: self = .noAnswer
        case .notSent, .heldBack: return nil
        }
    }

    /// - Returns: nil if no call left.
    init?(_ outcome: LookUpOutcome) {
        switch outcome {
        case .answered: self = .answered
        case .unauthorized, .forbidden: self = .unauthorized
        case .tooMany: self = .tooMany
        case .noAnswer: self = .noAnswer
        case .notSent: return nil
        }
    }

    /// - Returns: nil if no call left.
    init?<Value>(_ outcome: FollowOutcome<Value>) {
        switch outcome {
        case .answered: self = .answered
        case .missing: self = .refused
        case .unauthorized, .forbidden: self = .unauthorized
        case .tooMany: self = .tooMany
        case .noAnswer: self = .noAnswer
        case .notSent: return nil
        }
    }

    /// The end of a token call.
    /// - Returns: nil if no call left.
    init?(token trace: CallTrace) {
        guard trace.calls > 0 else { return nil }
        switch trace.httpStatus {
        case 200, 201: self = trace.flaw == nil ? .answered : .noAnswer
        case 429: self = .tooMany
        case .some(400...499): self = .unauthorized
        default: self = .noAnswer
        }
    }
}
