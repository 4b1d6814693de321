/// The answer to a request for slots.
package enum Reservation: Sendable, Equatable {
    /// The first slot is `firstIn` from now, and then there is one every `spacing`. `fleetSpacing`:
    /// the time between two slots of the whole fleet, which is shorter if the creditor has a slower
    /// rate of its own.
    case slots(count: Int, firstIn: Duration, spacing: Duration, fleetSpacing: Duration)
    /// The slots of the next second are taken: ask again after this time.
    case busy(Duration)
    /// The gate of all Amili is closed.
    /// - Parameter left: the time until it opens; nil: until a human opens it.
    case closed(left: Duration?)
    /// This creditor's gate is closed, or the run is paused: park the part.
    case parked
    /// The run was cancelled.
    case stopped
    /// This worker was declared dead.
    case dead
    /// Another worker has the part now.
    case leaseLost
}
