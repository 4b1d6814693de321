import Glibc

/// The service manager (systemd) that started this process and wants to hear how it is. Messages
/// are datagrams; one that cannot be taken at once is lost.
///
/// - SeeAlso: sd_notify(3), sd_watchdog_enabled(3).
package final class ServiceManager: Sendable {
    /// How often the manager wants to hear that the process lives; nil: it does not watch.
    package let watchdog: Duration?
    private let address: NotifyAddress
    private let descriptor: Int32

    /// - Parameters:
    ///   - socket: NOTIFY_SOCKET.
    ///   - watchdog: WATCHDOG_USEC, microseconds.
    ///   - watched: WATCHDOG_PID: the process that is watched; nil: this one.
    /// - Returns: nil if no manager listens, and then nothing was opened.
    package init?(socket: String?, watchdog: String?, watched: String?) {
        guard let address = socket.flatMap(NotifyAddress.init) else { return nil }
        let kind = SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        descriptor = Glibc.socket(AF_UNIX, Int32(kind), 0)
        guard descriptor >= 0 else { return nil }
        self.address = address
        let isWatched = watched.map { $0 == "\(getpid())" } ?? true
        self.watchdog =
            isWatched
            ? watchdog.flatMap { Int64($0) }.flatMap { $0 > 0 ? .microseconds($0) : nil } : nil
    }

    deinit { close(descriptor) }

    /// The process does its work from now on.
    package func ready() { send("READY=1") }
    /// The process lives.
    package func lives() { send("WATCHDOG=1") }
    /// The process is ending.
    package func stopping() { send("STOPPING=1") }
    /// One line for `systemctl status`; line breaks become spaces.
    package func status(_ line: String) {
        let text = String(line.map { $0.isNewline ? " " : $0 }.prefix(200))
        send("STATUS=\(text)")
    }

    private func send(_ message: String) {
        let bytes = Array(message.utf8)
        address.withSockaddr { pointer, size in
            _ = sendto(
                descriptor, bytes, bytes.count, Int32(bitPattern: UInt32(MSG_NOSIGNAL)), pointer,
                size)
        }
    }
}
