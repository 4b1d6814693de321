package import Reminders

/// One thing that happened to a reminder. No personal data.
package struct StoryEvent: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case enqueued, claimed, call, lookup, state, human
        /// The reminder's history was pruned; its letter went, and its case is closed.
        case pruned
    }
    package let run: RunID
    /// The reminder's place in the run, from 1.
    package let position: Int
    /// When it happened. For a call or a look-up, when it was written back, a moment after its end.
    package var at: Timestamp
    package var kind: Kind
    /// The number of the claim of the part that it belongs to.
    package var attempt: Int?
    package var worker: WorkerID?
    /// The HTTP status of a call's answer; nil if there was none.
    package var httpStatus: Int?
    /// libcurl's error code, if the call got no answer.
    package var curlCode: Int?
    /// Whether the call's request began to be written; nil for anything else.
    package var written: Bool?
    /// How long the call took.
    package var milliseconds: Int?
    /// The reminder's state before and after, where the event changed it.
    package var from: ReminderState?
    package var to: ReminderState?
    /// The reason in words; for a human's decision, in the human's own.
    package var why: String
    package var decision: Decision?

    /// A human's decision, and who made it.
    package struct Decision: Sendable, Equatable {
        package let what: HumanDecision
        package let user: String
    }

    init(
        run: RunID, position: Int, at: Timestamp, kind: Kind, to: ReminderState? = nil,
        why: String
    ) {
        self.run = run
        self.position = position
        self.at = at
        self.kind = kind
        self.to = to
        self.why = why
    }
}
