/// Why a run cannot be cancelled.
package enum CancelProblem: Error, Sendable, Equatable {
    case noSuchRun
    /// It had come to its end before.
    case done
}
