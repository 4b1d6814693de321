package enum TurnEnd: Sendable, Equatable {
    /// There is more to read: whoever comes next goes on from the place that was recorded.
    /// `strangers`: open cases that are no accepted reminder's; two of one permit are an incident.
    case more(strangers: [FollowedCase])
    /// All was read. `upTo`: by Amili's clock, whatever changed before was seen.
    case read(upTo: Int64, strangers: [FollowedCase], isWhole: Bool)
    /// It could not be asked now, through no fault of the answer's. `strangers`: of the pages that
    /// were read before.
    case postponed(Duration, strangers: [FollowedCase] = [])
    /// No sensible answer: later, and each time in a row later.
    case failed(strangers: [FollowedCase] = [])
    /// The creditor's activation.
    case activation(ActivationNews)

    /// An interrupted reading, with what the pages before it showed.
    package func with(_ strangers: [FollowedCase]) -> TurnEnd {
        switch self {
        case .postponed(let span, let more): .postponed(span, strangers: strangers + more)
        case .failed(let more): .failed(strangers: strangers + more)
        case .more, .read, .activation: self
        }
    }
}
