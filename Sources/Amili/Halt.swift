import HTTPClient
import Reminders

/// Ends a question early.
enum Halt: Error {
    case outcome(LookUpOutcome)
    /// The answer cannot be used.
    case noAnswer(NoAnswer, retryAfter: Duration? = nil)
    /// Amili refused a filter with `$in`.
    case listFilterRefused
    /// The account has more than can be read whole.
    case accountTooLarge

    /// Why there is no answer, if that is why.
    var noAnswer: (why: NoAnswer, retryAfter: Duration?)? {
        switch self {
        case .outcome: nil
        case .noAnswer(let why, let retryAfter): (why, retryAfter)
        case .listFilterRefused: (.filterRefused, nil)
        case .accountTooLarge: (.tooLargeForCensus, nil)
        }
    }
}
