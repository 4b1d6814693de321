import Glibc

/// CLOCK_BOOTTIME, which also runs while the machine sleeps, and which nobody can set.
enum BootClock {
    /// Nanoseconds since this machine started.
    static func now() -> Int64 {
        var time = timespec()
        let code = clock_gettime(CLOCK_BOOTTIME, &time)
        precondition(code == 0, "clock_gettime(CLOCK_BOOTTIME) failed")
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension Duration {
    /// Whole milliseconds, rounded up, within `bounds`.
    func milliseconds(within bounds: ClosedRange<Int>) -> Int {
        if self <= .milliseconds(bounds.lowerBound) { return bounds.lowerBound }
        if self >= .milliseconds(bounds.upperBound) { return bounds.upperBound }
        let (seconds, attoseconds) = components
        return Int(seconds) * 1_000
            + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
