/// A row of the append-only record about reminders. No personal data.
package struct Evidence: Sendable, Equatable {
    /// The database stores the raw value.
    package enum Kind: String, Sendable { case call, lookup, state }
    package var kind: Kind
    /// The reminder's position; nil: the row is about the whole part.
    package var position: Int?
    package var trace: CallTrace
    /// The reminder's state before and after, if the row is about a change of state.
    package var from: ReminderState?
    package var to: ReminderState?
    /// English words for operators.
    package var why: String
    /// The ids of our cases for one permit, if there are two or more; that opens an incident. Else
    /// empty.
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
