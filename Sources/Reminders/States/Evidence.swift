/// A line of the append-only record. No personal data.
package struct Evidence: Sendable, Equatable {
    package enum Kind: String, Sendable { case call, lookup, state }
    package var kind: Kind
    /// nil: about the whole part.
    package var position: Int?
    package var trace: CallTrace
    package var from: ReminderState?
    package var to: ReminderState?
    package var why: String
    /// Cases of ours for one permit, if there are two or more: opens an incident.
    package var incident: [String]
    package init(
        _ kind: Kind, position: Int? = nil, trace: CallTrace = CallTrace(),
        from: ReminderState? = nil, to: ReminderState? = nil, why: String,
        incident: [String] = []
    ) {
        self.kind = kind
        self.position = position
        self.trace = trace
        self.from = from
        self.to = to
        self.why = why
        self.incident = incident
    }
}
