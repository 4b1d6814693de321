package import Reminders

/// What is known of a worker from outside, for health checks.
package struct WorkerVitals: Sendable {
    package enum Stage: Sendable {
        /// Before it first asks for a number.
        case starting
        /// It asks the ledger for a number.
        case registering
        case working
        /// Its claims have ended, and the rest of its life does.
        case leaving
        case ended
    }

    package var stage = Stage.starting
    /// How often the main loop of a life has turned by itself; once a second is usual.
    package var loopTurns: UInt64 = 0
    package var loopTurnedAt: BootInstant?
    /// Parts in the main loop's hands at its last turn.
    package var partsInHand = 0
    /// A moment before the last good beat was sent.
    package var beatAt: BootInstant?
    /// When a part was last claimed.
    package var claimedAt: BootInstant?
    package var claim: ClaimNews?
    /// The last call to Amili that left: how it ended, and when.
    package var call: (ending: CallEnding, at: BootInstant)?
    /// Whether something is due and nothing is done.
    package var standsStill = false
    /// Reminders that it wrote down as accepted.
    package var accepted = 0
    /// Reminders that it wrote down as anything else.
    package var others = 0
}
