package enum FollowOutcome<Value: Sendable & Equatable>: Sendable, Equatable {
    case answered(Value)
    /// The thing asked for has changed meanwhile, or cannot be had just now: later.
    case noAnswer(why: String, retryAfter: Duration?)
    case notSent
    case unauthorized
    case forbidden
    /// 404: Amili knows no such thing.
    case missing
    case tooMany(retryAfter: Duration?)
}
