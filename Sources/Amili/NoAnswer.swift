import Reminders

/// The reason why a question has no answer. Operators see the raw value.
enum NoAnswer: String {
    case canaryMissing = "canary missing"
    case pageMissing = "page missing"
    case listMoved = "list changed while it was read"
    case tooManyPages = "too many pages"
    case tooLargeForCensus = "account too large for a census"
    case foreignItem = "item not asked for"
    case unreadable = "unreadable answer"
    case noDate = "no date in the answer"
    case registrationWithoutCase = "registration without case"
    case filterRefused = "filter refused"
    case unsorted = "list not sorted as asked"
    case changedMeanwhile = "changed meanwhile"
    case badStatus = "unexpected status"
    /// The connection ended before a whole answer had come.
    case incomplete = "no whole answer"
    /// A cache gave the answer, or it is older than the question.
    case unusable = "answer from elsewhere"

    /// The cause that users are shown for this reason.
    var cause: AnswerFlaw.Cause {
        switch self {
        case .canaryMissing: .canaryMissing
        case .pageMissing: .pageMissing
        case .listMoved: .listMoved
        case .tooManyPages: .tooManyPages
        case .tooLargeForCensus: .accountTooLarge
        case .foreignItem: .foreignItem
        case .unreadable, .noDate: .unreadableField
        case .registrationWithoutCase: .registrationWithoutCase
        case .filterRefused: .filterRefused
        case .unsorted: .unsorted
        case .changedMeanwhile: .changedMeanwhile
        case .badStatus: .unexpectedStatus
        case .incomplete: .incomplete
        case .unusable: .cached
        }
    }
}
