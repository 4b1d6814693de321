/// A moment of this machine's CLOCK_BOOTTIME (it runs on while the machine sleeps), in
/// nanoseconds. Never compared with another machine's, and never with a wall clock.
package struct BootInstant: Hashable, Comparable, Sendable {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static func < (left: BootInstant, right: BootInstant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
    package static func + (moment: BootInstant, span: Duration) -> BootInstant {
        BootInstant(nanoseconds: moment.nanoseconds + span.wholeNanoseconds)
    }
    package static func - (later: BootInstant, earlier: BootInstant) -> Duration {
        .nanoseconds(later.nanoseconds - earlier.nanoseconds)
    }
}

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
