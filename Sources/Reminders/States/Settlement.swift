/// The new state of one reminder.
package struct Settlement: Sendable, Equatable {
    /// The reminder's position in its run.
    package var position: Int
    package var state: ReminderState
    /// nil: the state needs none (queued, uncertain, or accepted by an answer of Amili's).
    package var reason: Reason?
    package var caseID: String?
    /// Amili's own payment reference.
    package var ocr: String?
    /// Amili's word for the case, as it came.
    package var amiliState: String?
    /// Whether a call counts as an attempt.
    package var countsAttempt: Bool
    /// Whether it was proved later that the call had no effect. Only this leads from uncertain back
    /// to queued.
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
