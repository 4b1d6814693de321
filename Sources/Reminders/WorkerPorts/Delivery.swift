/// The way to Amili, as the worker sees it. Two implementations: the real client, and the tests'.
package protocol Delivery: FollowingDelivery {
    /// Asks what Amili has of these invoices. One question, as many calls as it takes.
    /// - Parameter startBy: no call of it may begin to be written after this moment.
    func lookUp(_ question: Question, startBy: BootInstant) async -> LookUpReport

    /// Hands invoices to Amili, and returns when all have ended. For each, at most one POST reaches
    /// the wire that may take effect. Cancelling the task cuts off what is on the wire.
    /// - Parameters:
    ///   - startBy: past it no request is written, and the outcome is `.notSent`.
    ///   - pacing: decides when each may begin.
    ///   - ended: called with each letter's end once, several at a time, in any order, on any
    ///     thread. Must not block.
    func send(
        _ letters: [Letter], startBy: BootInstant, pacing: any LetterPacing,
        ended: @escaping @Sendable ([LetterEnd]) -> Void
    ) async
}
