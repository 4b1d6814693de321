/// The situation of a queued reminder, as the views tell it.
package enum QueueState: String, CaseIterable, Sendable {
    /// Its run was cancelled; the reminder will be cancelled in a moment.
    case cancelling
    /// Its run is held: it may still be taken back as a whole.
    case held
    /// Its run, its creditor or all of Amili is paused.
    case paused
    /// A call for it ended without an outcome.
    case retrying
    /// A worker has its part.
    case sending
    case queued
}
