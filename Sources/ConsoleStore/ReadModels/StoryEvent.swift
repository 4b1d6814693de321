import Database
import Postgres
package import Reminders

/// One thing that happened to an invoice. No personal data.
package struct StoryEvent: Sendable, Equatable {
    package enum Kind: String, Sendable { case enqueued, claimed, call, lookup, state, human }
    package let run: RunID
    package let position: Int
    /// RFC 3339 UTC. A call's or look-up's is that of its write-back, a moment after it ended.
    package var at: String
    package var kind: Kind
    package var attempt: Int?
    package var worker: WorkerID?
    package var httpStatus: Int?
    package var curlCode: Int?
    package var written: Bool?
    package var milliseconds: Int?
    package var from: ReminderState?
    package var to: ReminderState?
    /// The reason in words; for a human's decision, in their own.
    package var why: String
    package var decision: Decision?

    /// A human's decision, and who made it.
    package struct Decision: Sendable, Equatable {
        package let what: HumanDecision
        package let user: String
    }

    init(
        run: RunID, position: Int, at: String, kind: Kind, to: ReminderState? = nil,
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
