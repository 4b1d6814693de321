import HTTPClient
import Reminders

/// The reason why a question ends without an answer, thrown while a list is read.
enum Halt: Error {
    /// The call itself failed: `.notSent`, `.unauthorized`, `.forbidden` or `.tooMany`.
    case outcome(LookUpOutcome)
    /// The answer cannot be used.
    case noAnswer(NoAnswer, retryAfter: Duration? = nil)
    /// Amili refused a filter with `$in`.
    case listFilterRefused
    /// The account's list cannot be read whole, for this reason.
    case notWhole(NoAnswer)

    /// The reason for every halt but `.outcome`, and the wait that Amili asked for.
    var noAnswer: (why: NoAnswer, retryAfter: Duration?)? {
        switch self {
        case .outcome: nil
        case .noAnswer(let why, let retryAfter): (why, retryAfter)
        case .listFilterRefused: (.filterRefused, nil)
        case .notWhole(let why): (why, nil)
        }
    }
}
