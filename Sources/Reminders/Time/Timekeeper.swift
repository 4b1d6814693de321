extension Duration {
    /// Whole nanoseconds, rounded towards zero. For spans up to 292 years.
    package var wholeNanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
    /// Seconds as a binary fraction, for rates and reports; never for money.
    package var seconds: Double { Double(wholeNanoseconds) / 1e9 }
}

/// The clock and the sleep of a worker: real, or simulated by a test.
package protocol Timekeeper: Sendable {
    func now() -> BootInstant
    /// - Throws: `CancellationError` if the task is cancelled while it sleeps.
    func sleep(for span: Duration) async throws
    /// Sleeps for the whole span even if the task is cancelled. For retries of writes that must not
    /// be lost.
    func rest(for span: Duration) async
}

extension Timekeeper {
    package func rest(for span: Duration) async {
        // The inner task is not cancelled with ours.
        await Task { try? await sleep(for: span) }.value
    }
}
