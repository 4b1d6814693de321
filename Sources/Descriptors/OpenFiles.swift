import Glibc

/// The limit of files and sockets that this process may have open, and a reserve for the runtime.
///
/// libdispatch runs all Swift tasks, and traps (SIGILL) if it cannot open a file. It opens files
/// for a clock's first timer, for the first signal that it waits for, and whenever its monitor
/// looks at its threads in `/proc`, which is up to once a second while tasks wait. Therefore
/// connections leave a reserve.
package enum OpenFiles {
    /// The number of highest descriptors that no connection to Amili or PostgreSQL keeps. The
    /// console bounds its own connections by `ConnectionLimits`.
    package static let reserve = 16

    /// Raises the limit to the most that the system allows this process.
    /// - Returns: the limit before and after.
    @discardableResult
    package static func raise() -> (before: Int, now: Int) {
        guard let limit = limit else { return (1_024, 1_024) }
        let before = limit.rlim_cur
        var raised = limit
        raised.rlim_cur = limit.rlim_max
        let isRaised = setrlimit(kind, &raised) == 0
        return (Int(clamping: before), Int(clamping: isRaised ? raised.rlim_cur : before))
    }

    /// Whether the reserve and one more socket can be opened right now.
    package static var isRoom: Bool {
        var held: [Int32] = []
        defer { for descriptor in held { close(descriptor) } }
        while held.count <= reserve {
            let descriptor = socket(
                AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { return false }
            held.append(descriptor)
        }
        return true
    }

    /// Whether the descriptor belongs to the reserve. A socket that got it is to be closed at once
    /// and counts as not opened.
    package static func isReserved(_ descriptor: Int32) -> Bool {
        guard let limit else { return false }
        return Int(descriptor) >= Int(clamping: limit.rlim_cur) - reserve
    }

    /// Makes libdispatch open the descriptors that it keeps for timers, one for each clock.
    package static func openTimers() async {
        try? await Task.sleep(for: .nanoseconds(1), clock: .continuous)
        try? await Task.sleep(for: .nanoseconds(1), clock: .suspending)
    }

    private static var kind: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }

    private static var limit: rlimit? {
        var limit = rlimit()
        return getrlimit(kind, &limit) == 0 ? limit : nil
    }
}
