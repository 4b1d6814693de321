import Reminders

/// The machine's clock.
struct MachineTime: Timekeeper {
    private let start = ContinuousClock.now

    func now() -> BootInstant {
        BootInstant(nanoseconds: (ContinuousClock.now - start).wholeNanoseconds)
    }

    func sleep(for span: Duration) async throws {
        if span > .zero { try await Task.sleep(for: span) }
    }
}
