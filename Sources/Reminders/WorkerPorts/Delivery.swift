/// Amili, as the worker sees it. There are two implementations: the real client, and the simulated
/// one of the tests.
package protocol Delivery: FollowingDelivery {
    /// Asks Amili which of these invoices it has. One look-up may take several calls.
    /// - Parameter startBy: no call may begin to be written after this moment.
    func lookUp(_ question: Question, startBy: BootInstant) async -> LookUpReport

    /// Hands letters to Amili, and returns when all have ended. At most one POST that may take
    /// effect reaches the wire for each letter. Cancelling the task cuts off the calls on the wire.
    /// - Parameters:
    ///   - startBy: after this moment no request is written, and the outcome is `.notSent`.
    ///   - pacing: decides when each letter may begin.
    ///   - ended: called exactly once for each letter, with several ends at a time, in any order,
    ///     on any thread. Must not block.
    func send(
        _ letters: [Letter], startBy: BootInstant, pacing: any LetterPacing,
        ended: @escaping @Sendable ([LetterEnd]) -> Void
    ) async
}
