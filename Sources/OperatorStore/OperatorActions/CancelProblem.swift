package enum CancelProblem: Error, Sendable, Equatable {
    case noSuchRun
    /// It came to its end before.
    case done
}
