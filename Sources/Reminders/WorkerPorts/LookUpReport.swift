/// An outcome with the cost and the trace of its calls.
package struct LookUpReport: Sendable, Equatable {
    package var outcome: LookUpOutcome
    package var trace: CallTrace
    package var isAnswered: Bool { if case .answered = outcome { true } else { false } }
    package init(_ outcome: LookUpOutcome, _ trace: CallTrace = CallTrace()) {
        self.outcome = outcome
        self.trace = trace
    }
}
