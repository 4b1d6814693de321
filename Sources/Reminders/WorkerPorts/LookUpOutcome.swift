/// The outcome of one look-up.
package enum LookUpOutcome: Sendable, Equatable {
    /// Every item named our creditor and an invoice that was asked for, every page was read, and
    /// the canary (if there is one) came back.
    /// - Parameters:
    ///   - cases: without the canary's.
    ///   - amiliNow: the `Date` header of the answer, seconds since 1970.
    case answered(cases: [FoundCase], amiliNow: Int64)
    /// The answer cannot be used.
    /// - Parameter why: a constant phrase, such as `canary missing` or `page missing`.
    case noAnswer(why: String, retryAfter: Duration?)
    /// The request never began to be written.
    case notSent
    /// 401: Amili refuses our credential, or a token that it has just given.
    case unauthorized
    case forbidden
    case tooMany(retryAfter: Duration?)
}
