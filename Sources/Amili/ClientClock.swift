import Glibc
import Reminders

/// The clocks and the sleep that the client uses; tests supply their own.
struct ClientClock: Sendable {
    /// CLOCK_BOOTTIME: for the age of tokens, and for whether a call may still begin.
    var boot: @Sendable () -> BootInstant
    /// Seconds since 1970 by the wall clock: only for times that another machine compares with its
    /// own (`exp` of our signed request, the skew that `ping` reports), and where an answer has no
    /// `Date`.
    var wall: @Sendable () -> Double
    /// Returns at that moment of `boot`, or when the task is cancelled.
    var sleep: @Sendable (BootInstant) async -> Void

    /// This machine's own clocks.
    static let real = ClientClock(
        boot: {
            let moment = read(CLOCK_BOOTTIME)
            return BootInstant(
                nanoseconds: Int64(moment.tv_sec) * 1_000_000_000 + Int64(moment.tv_nsec))
        },
        wall: {
            let moment = read(CLOCK_REALTIME)
            return Double(moment.tv_sec) + Double(moment.tv_nsec) / 1e9
        },
        sleep: { until in
            let now = read(CLOCK_BOOTTIME)
            let left =
                until.nanoseconds - Int64(now.tv_sec) * 1_000_000_000 - Int64(now.tv_nsec)
            if left > 0 { try? await Task.sleep(for: .nanoseconds(left)) }
        })

    private static func read(_ clock: clockid_t) -> timespec {
        var moment = timespec()
        let code = clock_gettime(clock, &moment)
        precondition(code == 0, "clock_gettime failed, which only a wrong clock id can cause")
        return moment
    }
}
