/// The result of a settle.
package enum Settled: Sendable, Equatable {
    /// The part's counts after the settle; the part is done if both are zero.
    case settled(queued: Int, uncertain: Int)
    /// Another worker has the part now. Acceptances were recorded; the rest was kept as evidence
    /// only.
    case leaseLost
}
