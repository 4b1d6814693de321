import EnqueueStore
import OperatorStore

/// Why a background job failed, by what the user can do about it.
enum JobProblem: Sendable, Equatable {
    case draft(DraftProblem)
    /// The creditor is not active at Amili.
    case notActive
    /// Another load of the creditor does not end.
    case held
    /// Any other error. Nothing of the job was kept; it may be tried again.
    case trouble

    /// Sorts any error that a job can end with.
    init(_ error: any Error) {
        switch error {
        case let problem as DraftProblem: self = .draft(problem)
        case LoadProblem.creditorNotActive: self = .notActive
        case LoadProblem.held: self = .held
        default: self = .trouble
        }
    }
}
