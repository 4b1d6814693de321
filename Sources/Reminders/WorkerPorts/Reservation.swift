package enum Reservation: Sendable, Equatable {
    /// Slots, the first `firstIn` from now, then one every `spacing`.
    case slots(count: Int, firstIn: Duration, spacing: Duration)
    /// The next second is spoken for: ask again after so long.
    case busy(Duration)
    /// The gate of all Amili is closed; `left` of it, nil until a human opens it.
    case closed(left: Duration?)
    /// This creditor's gate is closed, or its run is paused: park the part.
    case parked
    /// The run was cancelled.
    case stopped
    /// This worker was declared dead.
    case dead
    /// The claim is somebody else's now.
    case leaseLost
}
