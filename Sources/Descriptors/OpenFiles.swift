import Glibc

/// The number of files and sockets that this process may have open, and who may have the last.
///
/// libdispatch, on which all Swift tasks run, traps (SIGILL) where it cannot open a file: at a
/// clock's first timer, at the first signal it waits for, and whenever its monitor looks at its
/// threads in `/proc`, up to once a second while tasks wait. So connections leave it some.
package enum OpenFiles {
    /// No connection to Amili or PostgreSQL keeps one of so many highest numbers. The console
    /// bounds its own by `ConnectionLimits`.
    package static let reserve = 16

    /// Raises the limit to what the system allows this process.
    /// - Returns: what it was, and what it is now.
    @discardableResult
    package static func raise() -> (before: Int, now: Int) {
        guard let limit = limit else { return (1_024, 1_024) }
        let before = limit.rlim_cur
        var raised = limit
        raised.rlim_cur = limit.rlim_max
        let isRaised = setrlimit(kind, &raised) == 0
        return (Int(clamping: before), Int(clamping: isRaised ? raised.rlim_cur : before))
    }

    /// May the reserve be opened, and one socket besides?
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

    /// A socket with that number is to be closed at once, as if there had been none.
    package static func isReserved(_ descriptor: Int32) -> Bool {
        guard let limit else { return false }
        return Int(descriptor) >= Int(clamping: limit.rlim_cur) - reserve
    }

    /// Lets libdispatch open what it keeps for timers, one descriptor for each clock.
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
