import Glibc
import Reminders

/// The clocks of this machine: CLOCK_BOOTTIME for spans, which runs on while the machine sleeps,
/// and CLOCK_REALTIME for dates.
struct SystemTime: Timekeeper {
    func now() -> BootInstant {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return BootInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// Returns at once for a span of zero or less.
    /// - Throws: `CancellationError`.
    func sleep(for span: Duration) async throws {
        if span > .zero { try await Task.sleep(for: span) }
    }

    /// The wall clock, in seconds since 1970.
    static var wall: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
