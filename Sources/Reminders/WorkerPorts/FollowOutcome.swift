/// The outcome of a call about cases or a creditor (`FollowingDelivery`).
package enum FollowOutcome<Value: Sendable & Equatable>: Sendable, Equatable {
    case answered(Value)
    /// The answer cannot be used, or what was asked for changed meanwhile: ask again later.
    /// - Parameter why: a constant phrase, such as `page missing`.
    case noAnswer(why: String, retryAfter: Duration?)
    /// The request never began to be written.
    case notSent
    /// 401: Amili refuses our credential, or a token that it has just given.
    case unauthorized
    case forbidden
    /// 404: Amili does not know it.
    case missing
    case tooMany(retryAfter: Duration?)
}
