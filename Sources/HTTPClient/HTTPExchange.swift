/// The outcome of a call, with its circumstances.
package struct HTTPExchange: Sendable, Equatable {
    package var outcome: HTTPOutcome
    /// By CLOCK_BOOTTIME, from the call of `perform` to the end; in a batch, from the beginning of
    /// the call.
    package var duration: Duration
    /// Whether the request began to be written.
    package var written: Bool
    /// False if the answer may be an unsolicited one to an earlier request, because the connection
    /// had not rested before this request.
    package var isProven: Bool

    package init(
        outcome: HTTPOutcome, duration: Duration, written: Bool, isProven: Bool = true
    ) {
        self.outcome = outcome
        self.duration = duration
        self.written = written
        self.isProven = isProven
    }
}
