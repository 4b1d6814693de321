/// A send's outcome, cut by what is done next (the table of outcomes in Sources/README.md).
package enum SendOutcome: Sendable, Equatable {
    /// The request never began to be written: try again, it cost nothing.
    case notSent
    /// Neither did this one, and it was we who held it back: that says nothing of Amili.
    case heldBack
    /// 201, complete, parsed, exactly one case.
    case accepted(caseID: String, ocr: String?)
    /// 400, 412, 413 or 422 in Amili's own error shape.
    case rejected
    /// 401 again after a fresh token: the installation's credential is wrong.
    case unauthorized
    /// 403: this creditor is not ours, or not active.
    case forbidden
    /// 409: look up.
    case conflict
    /// 429: later, for everybody.
    case tooMany(retryAfter: Duration?)
    /// Anything else once the request began: it may have taken effect.
    case unknown(retryAfter: Duration?)
}
