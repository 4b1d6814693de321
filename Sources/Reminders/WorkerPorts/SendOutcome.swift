/// The outcome of sending one letter, split by what happens next (see the table of outcomes in
/// Sources/README.md).
package enum SendOutcome: Sendable, Equatable {
    /// The request never began to be written: it is tried again, and no attempt is counted.
    case notSent
    /// The request never began to be written because our own pacing held it back. Says nothing of
    /// Amili.
    case heldBack
    /// 201, complete, parsed, exactly one case.
    case accepted(caseID: String, ocr: String?)
    /// 400, 412, 413 or 422 in Amili's own error shape.
    case rejected
    /// 401 again with a fresh token: the installation's credential is wrong.
    case unauthorized
    /// 403: this creditor is not ours, or is not active.
    case forbidden
    /// 409: to be looked up.
    case conflict
    /// 429: all calls wait.
    case tooMany(retryAfter: Duration?)
    /// Any other end after the request began: it may have taken effect.
    case unknown(retryAfter: Duration?)
}
