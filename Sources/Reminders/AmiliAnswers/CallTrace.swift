/// The cost and the technical details of one call, or of one look-up with all its calls. No
/// personal data: `message` is blanked.
package struct CallTrace: Sendable, Equatable {
    /// Calls that left this machine, token calls included. Each used a slot.
    package var calls = 0
    package var httpStatus: Int?
    package var curlCode: Int?
    /// Whether the request began to be written.
    package var written = false
    package var duration: Duration = .zero
    /// The words of Amili or libcurl. Every value of the request is blanked.
    package var message: String?
    /// The reason why the answer could not be used, if it could not.
    package var flaw: AnswerFlaw?
    /// False if the answer may belong to an earlier letter on the same connection. Then a look-up
    /// decides whose it was.
    package var isProven = true
    /// Whether this process lacked a resource for the call, so that nothing is known of Amili.
    package var isLocal = false
    package init() {}
}
