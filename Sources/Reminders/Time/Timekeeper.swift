extension Duration {
    /// Nanoseconds, the finer part cut off. Spans up to 292 years.
    package var wholeNanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
    /// Seconds as a binary fraction, for rates and reports; never for money.
    package var seconds: Double { Double(wholeNanoseconds) / 1e9 }
}

/// Time as an argument: the real one, or a test's.
package protocol Timekeeper: Sendable {
    func now() -> BootInstant
    /// - Throws: `CancellationError` if the task is cancelled while it sleeps.
    func sleep(for span: Duration) async throws
    /// Sleeps to the end, cancelled or not: between tries to write down what must not be lost.
    func rest(for span: Duration) async
}

extension Timekeeper {
    package func rest(for span: Duration) async {
        // A task of its own is not cancelled with ours; it is awaited at once.
        await Task { try? await sleep(for: span) }.value
    }
}
