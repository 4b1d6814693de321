/// An outcome with the cost and the trace of its calls.
package struct SendReport: Sendable, Equatable {
    package var outcome: SendOutcome
    package var trace: CallTrace
    package var isAccepted: Bool { if case .accepted = outcome { true } else { false } }
    package init(_ outcome: SendOutcome, _ trace: CallTrace = CallTrace()) {
        self.outcome = outcome
        self.trace = trace
    }
}
