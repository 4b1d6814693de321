/// An outcome with what it took.
package struct HTTPExchange: Sendable, Equatable {
    package var outcome: HTTPOutcome
    /// From the call of `perform` to its end, by CLOCK_BOOTTIME.
    package var duration: Duration
    /// Did the request begin to be written?
    package var written: Bool
    /// False if the answer may be an unsolicited one to an earlier request: its connection carried
    /// this request before it had rested.
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
