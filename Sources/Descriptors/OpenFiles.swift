import Glibc

/// The limit of files and sockets that this process may have open, and a reserve for the runtime.
///
/// libdispatch runs all Swift tasks, and traps (SIGILL) if it cannot open a file. It opens files
/// for a clock's first timer, for the first signal that it waits for, and whenever its monitor
/// looks at its threads in `/proc`, which is up to once a second while tasks wait. Therefore
/// connections leave a reserve.
package enum OpenFiles {
    /// The number of descriptors that no connection to Amili or PostgreSQL takes. The console
    /// bounds its own connections by `ConnectionLimits`.
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

    /// Whether a connection may be opened, because the reserve stays free beside it. Looks without
    /// opening anything: a socket that is opened and closed again takes, for a moment, what
    /// libdispatch may need then.
    package static var leavesReserve: Bool {
        guard let limit else { return true }
        return leavesReserve(below: Int32(clamping: limit.rlim_cur)) { fcntl($0, F_GETFD) >= 0 }
    }

    /// Looks from the highest descriptor on: as long as enough are free, the highest are, because
    /// the system gives out the lowest.
    /// - Parameters:
    ///   - end: the limit; descriptors are smaller.
    ///   - isOpen: whether a descriptor is in use.
    package static func leavesReserve(below end: Int32, isOpen: (Int32) -> Bool) -> Bool {
        var free = 0
        var descriptor = end - 1
        while free <= reserve, descriptor >= 0 {
            if !isOpen(descriptor) { free += 1 }
            descriptor -= 1
        }
        return free > reserve
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
