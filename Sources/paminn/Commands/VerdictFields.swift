import Reminders

/// The verdict as `paminn status` prints it.
extension WorkProgress.Verdict {
    /// The beginning of the stand-still; nil if work goes on.
    var since: Since? {
        switch self {
        case .moves: nil
        case .noWorker(let since), .standsStill(let since): since
        }
    }

    /// `stands_still_cause` for scripts; nil if work goes on.
    var cause: String? {
        switch self {
        case .moves: nil
        case .noWorker: "no_worker"
        case .standsStill: "unknown"
        }
    }
}
