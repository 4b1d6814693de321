/// How a call ended, cut by what the caller may conclude.
package enum HTTPOutcome: Sendable, Equatable {
    /// A whole answer, of any status: redirects are not followed.
    case answered(HTTPResponse)
    /// The request never began to be written: the server cannot have acted on it.
    case notSent(HTTPFault)
    /// The request began to be written, and no whole answer came: the server may have acted on it.
    case maybeSent(HTTPFault)
}
