import Reminders

/// The counts of a cancelled run, in reminders.
package struct Cancellation: Sendable, Equatable {
    /// The text that the audit keeps.
    package var facts: String {
        "\(queued) not sent, \(onTheWire) on the wire, \(accepted) at Amili, \(uncertain) in doubt"
    }
    /// With a case at Amili: these letters can no longer be stopped.
    package var accepted = 0
    /// With a call whose answer was lost. Amili is asked, and what it has counts as accepted.
    package var uncertain = 0
    /// Queued in parts that a worker holds. At most so many letters are on the wire now, and none
    /// begins later than `WorkerLimits.sendWithin` after the cancellation.
    package var onTheWire = 0
    /// Queued in other parts. None of these letters leaves; they are only not written down as
    /// cancelled yet.
    package var queued = 0
    /// Still to be done by hand, and not yet written down as cancelled.
    package var manual = 0
    /// Done by hand: these letters can no longer be stopped either.
    package var manualDone = 0
    package var cancelled = 0
    package init() {}
}
