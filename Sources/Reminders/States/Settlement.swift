/// The new state of one reminder, with its reason.
package struct Settlement: Sendable, Equatable {
    package var position: Int
    package var state: ReminderState
    package var reason: Reason?
    package var caseID: String?
    package var ocr: String?
    package var amiliState: String?
    /// Was a call counted as an attempt?
    package var countsAttempt: Bool
    /// A later proof that nothing happened: the only way from uncertain back to queued.
    package var endsDoubt: Bool
    package init(
        position: Int, state: ReminderState, reason: Reason? = nil, caseID: String? = nil,
        ocr: String? = nil, amiliState: String? = nil, countsAttempt: Bool = false,
        endsDoubt: Bool = false
    ) {
        self.position = position
        self.state = state
        self.reason = reason
        self.caseID = caseID
        self.ocr = ocr
        self.amiliState = amiliState
        self.countsAttempt = countsAttempt
        self.endsDoubt = endsDoubt
    }
}
