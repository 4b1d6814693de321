/// The end of a call, split by what the caller may conclude.
package enum HTTPOutcome: Sendable, Equatable {
    /// A complete answer with any status; redirects are not followed.
    case answered(HTTPResponse)
    /// The request never began to be written, so the server cannot have acted on it.
    case notSent(HTTPFault)
    /// The request began to be written and no complete answer came: the server may have acted on
    /// it.
    case maybeSent(HTTPFault)
}
