/// The result of a turn. `strangers` are open cases that belong to no accepted reminder; two open
/// cases of one permit are an incident.
package enum TurnEnd: Sendable, Equatable {
    /// There is more to read. The next turn continues at the place that was recorded.
    case more(strangers: [FollowedCase])
    /// The list was read to its end.
    /// - Parameters:
    ///   - upTo: Amili's clock, seconds since 1970: all changes before it were seen.
    ///   - isWhole: whether every case of the creditor was seen, so that a missing one is an
    ///     incident.
    case read(upTo: Int64, strangers: [FollowedCase], isWhole: Bool)
    /// The question could not be asked now, and no answer was at fault. `strangers` come from the
    /// pages read before.
    case postponed(Duration, strangers: [FollowedCase] = [])
    /// There was no usable answer. Each failure in a row makes the wait longer.
    case failed(strangers: [FollowedCase] = [])
    /// The news of the creditor's activation.
    case activation(ActivationNews)

    /// Adds the strangers of pages read earlier to an interrupted reading.
    package func with(_ strangers: [FollowedCase]) -> TurnEnd {
        switch self {
        case .postponed(let span, let more): .postponed(span, strangers: strangers + more)
        case .failed(let more): .failed(strangers: strangers + more)
        case .more, .read, .activation: self
        }
    }
}
