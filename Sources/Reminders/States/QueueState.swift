/// How it stands with a reminder that is queued, as the views tell it.
package enum QueueState: String, CaseIterable, Sendable {
    /// Its run was cancelled; it is taken back in a moment.
    case cancelling
    /// Its run waits for its time.
    case held
    /// Its run, its creditor or everything is paused.
    case paused
    /// A call of it ended without an outcome.
    case retrying
    /// A worker has its part.
    case sending
    case queued
}
