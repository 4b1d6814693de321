/// An outcome with the cost and the trace of its calls.
package struct FollowReport<Value: Sendable & Equatable>: Sendable, Equatable {
    package var outcome: FollowOutcome<Value>
    package var trace: CallTrace
    package var isAnswered: Bool { if case .answered = outcome { true } else { false } }
    package init(_ outcome: FollowOutcome<Value>, _ trace: CallTrace = CallTrace()) {
        self.outcome = outcome
        self.trace = trace
    }
}
