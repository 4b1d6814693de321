import EnqueueStore
import OperatorStore

/// Why a job failed, by what the user can do about it.
enum JobProblem: Sendable, Equatable {
    case draft(DraftProblem)
    case notActive
    /// Another load of the creditor does not end.
    case held
    /// Nothing of it was kept; it may be tried again.
    case trouble

    init(_ error: any Error) {
        switch error {
        case let problem as DraftProblem: self = .draft(problem)
        case LoadProblem.creditorNotActive: self = .notActive
        case LoadProblem.held: self = .held
        default: self = .trouble
        }
    }
}
