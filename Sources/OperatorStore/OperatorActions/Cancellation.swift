import Reminders

/// Where a cancelled run stands.
package struct Cancellation: Sendable, Equatable {
    /// The text that the audit keeps of it.
    package var facts: String {
        "\(queued) not sent, \(onTheWire) on the wire, \(accepted) at Amili, \(uncertain) in doubt"
    }
    /// Cases at Amili: these letters are out of our hands.
    package var accepted = 0
    /// A call's answer was lost; Amili is asked, and what it has counts as accepted.
    package var uncertain = 0
    /// Queued in parts that a worker holds: at most so many may be on the wire at this moment, and
    /// none begins later than `WorkerLimits.sendWithin` after the cancellation.
    package var onTheWire = 0
    /// Queued elsewhere: nothing of it leaves, it only is not written down as cancelled yet.
    package var queued = 0
    /// To be done by hand still, and not yet written down as cancelled.
    package var manual = 0
    /// Done by hand: these letters are out of our hands too.
    package var manualDone = 0
    package var cancelled = 0
    package init() {}
}
