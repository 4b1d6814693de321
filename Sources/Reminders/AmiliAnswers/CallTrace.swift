/// The cost and the traces of one call, or one question. No personal data: `message` is blanked.
package struct CallTrace: Sendable, Equatable {
    /// Calls that left the machine, token calls included; each of them used up a slot.
    package var calls = 0
    package var httpStatus: Int?
    package var curlCode: Int?
    /// Did the request begin to be written?
    package var written = false
    package var duration: Duration = .zero
    /// The words of Amili or of the wire, every value of the request blanked.
    package var message: String?
    /// Why the answer could not be used, if so.
    package var flaw: AnswerFlaw?
    /// False if the answer may be that to an earlier letter: then a look-up tells whose it was.
    package var isProven = true
    /// This process lacked what the call needs: nothing is known of Amili.
    package var isLocal = false
    package init() {}
}
