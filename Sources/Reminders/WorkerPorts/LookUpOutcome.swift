package enum LookUpOutcome: Sendable, Equatable {
    /// Every item named our creditor and an invoice asked for, every page was read, and the canary
    /// (if any) came back; it is not among the `cases`. `amiliNow`: the answer's Date header.
    case answered(cases: [FoundCase], amiliNow: Int64)
    /// The answer cannot be used; the word says why (`canary missing`, `page missing` …).
    case noAnswer(why: String, retryAfter: Duration?)
    case notSent
    case unauthorized
    case forbidden
    case tooMany(retryAfter: Duration?)
}
