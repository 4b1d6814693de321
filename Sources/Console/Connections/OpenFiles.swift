import Glibc

/// How many files and sockets this process may have open.
package enum OpenFiles {
    /// Raises the limit to what the system allows this process.
    /// - Returns: what it was, and what it is now.
    @discardableResult
    package static func raise() -> (before: Int, now: Int) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return (1_024, 1_024)
        }
        let before = limit.rlim_cur
        var raised = limit
        raised.rlim_cur = limit.rlim_max
        let isRaised = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0
        return (Int(clamping: before), Int(clamping: isRaised ? raised.rlim_cur : before))
    }

    /// Lets libdispatch open its descriptors for timers, one for each clock. It does so when a
    /// clock's first timer is needed, and traps if no descriptor is left then: a worker that began
    /// while descriptors ran out ended by SIGILL.
    package static func openTimers() async {
        try? await Task.sleep(for: .nanoseconds(1), clock: .continuous)
        try? await Task.sleep(for: .nanoseconds(1), clock: .suspending)
    }
}
