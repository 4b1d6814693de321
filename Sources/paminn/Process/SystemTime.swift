import Glibc
import Reminders

/// The machine's clocks.
struct SystemTime: Timekeeper {
    func now() -> BootInstant {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return BootInstant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    func sleep(for span: Duration) async throws {
        if span > .zero { try await Task.sleep(for: span) }
    }

    /// Seconds since 1970.
    static var wall: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
