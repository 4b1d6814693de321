package enum Settled: Sendable, Equatable {
    /// Counts after the settle; the part is done when both are zero.
    case settled(queued: Int, uncertain: Int)
    /// The claim is somebody else's now: acceptances were recorded, the rest is evidence.
    case leaseLost
}
