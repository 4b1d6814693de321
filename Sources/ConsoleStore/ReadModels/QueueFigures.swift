package import Reminders

/// The counts of the fleet's queue. `queued` and `uncertain` are reminders, the others parts.
package struct QueueFigures: Sendable {
    package let queued: Int
    package let uncertain: Int
    /// Parts that may be claimed now.
    package let ready: Int
    /// Parts that wait for their time.
    package let waiting: Int
    /// Parts that wait for a gate to open.
    package let parked: Int
    /// Parts that a worker has claimed.
    package let inHand: Int
    package let stuck: Int
    /// Since when the part has waited that has waited longest for its turn; nil: none waits.
    package let oldestDue: Since?
}
