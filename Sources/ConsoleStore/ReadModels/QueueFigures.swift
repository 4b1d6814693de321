package import Reminders

package struct QueueFigures: Sendable {
    package let queued: Int
    package let uncertain: Int
    package let ready: Int
    package let waiting: Int
    package let parked: Int
    package let inHand: Int
    package let stuck: Int
    /// The part that has waited longest for its turn, though it may go; nil: none waits.
    package let oldestDue: Since?
}
