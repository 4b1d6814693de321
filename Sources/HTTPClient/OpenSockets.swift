import CCurl
import Descriptors
import Glibc

/// The sockets of one easy handle, so that a request's own connection can be tested right before
/// the request is written. Used by the engine's thread only.
///
/// libcurl 7.88 reuses a kept connection although it holds unread bytes that nobody asked for, and
/// takes them for the answer: an unsolicited `201` of the server would be the next letter's.
/// libcurl also does not tell a transfer's socket before the end. So the socket is found by its
/// local port, because a handle may try several sockets while it connects.
final class OpenSockets {
    /// Every open socket, and whether a request was let through on it.
    private var used: [Int32: Bool] = [:]
    private var socketOfPort: [Int: Int32] = [:]

    /// Whether the last socket could not be opened because this process or the machine has no
    /// descriptor left. libcurl only says that it could not connect.
    var lacksDescriptor = false

    /// The socket on which the last request was let through.
    private var current: Int32?

    /// Milliseconds.
    private let userTimeout: UInt32

    init(userTimeout: Duration) {
        self.userTimeout = UInt32(userTimeout.milliseconds(within: 1...600_000))
    }

    /// Opens a socket for libcurl. The kernel must not deliver a request after we have given it up:
    /// closing drops unsent bytes (SO_LINGER of 0 s), bytes that nobody acknowledges are given up
    /// (TCP_USER_TIMEOUT), and no child process inherits the socket and keeps the connection open
    /// (SOCK_CLOEXEC, which libcurl does not set).
    /// - Returns: nil if the kernel refuses any of this, or only reserved descriptors are left
    ///   (`OpenFiles`).
    func open(family: Int32, type: Int32, protocolNumber: Int32) -> Int32? {
        lacksDescriptor = !OpenFiles.leavesReserve
        if lacksDescriptor { return nil }
        let closeOnExec = Int32(SOCK_CLOEXEC.rawValue)
        let socket = Glibc.socket(family, type | closeOnExec, protocolNumber)
        lacksDescriptor = socket < 0 && [EMFILE, ENFILE].contains(errno)
        guard socket >= 0 else { return nil }
        var hangUp = linger(l_onoff: 1, l_linger: 0)
        var timeout = userTimeout
        let lingers = setsockopt(
            socket, SOL_SOCKET, SO_LINGER, &hangUp, socklen_t(MemoryLayout<linger>.size))
        let gives = setsockopt(
            socket, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &timeout,
            socklen_t(MemoryLayout<UInt32>.size))
        guard lingers == 0 && gives == 0 else {
            _ = Glibc.close(socket)
            return nil
        }
        used[socket] = false
        return socket
    }

    /// Closes a socket for libcurl.
    /// - Returns: 0, or -1 with errno set, as `close` does.
    func close(_ socket: Int32) -> Int32 {
        used[socket] = nil
        if current == socket { current = nil }
        socketOfPort = socketOfPort.filter { $0.value != socket }
        return Glibc.close(socket)
    }

    /// Whether a connection that carried a request is still open.
    var isKept: Bool { used.values.contains(true) }

    /// Whether no used connection was closed or received anything since its last answer.
    var areQuiet: Bool { used.allSatisfy { socket, isUsed in !isUsed || Self.isQuiet(socket) } }

    /// Whether a request may be written on the connection with this local port. It must be new, or
    /// the server must neither have closed it nor sent anything since its last answer.
    func mayUse(localPort: Int) -> Bool {
        guard let socket = socket(ofLocalPort: localPort) else { return false }
        current = socket
        // A new TLS connection may hold session tickets, which nobody asked for.
        guard used.updateValue(true, forKey: socket) == true else { return true }
        return Self.isQuiet(socket)
    }

    /// Whether the other end has not acknowledged all of the last request yet. A response that
    /// comes before cannot be the answer to it.
    var hasUnacknowledgedBytes: Bool { current.map { ccurl_unacknowledged($0) > 0 } ?? false }

    /// Whether there is nothing to read: no bytes and no end of the connection.
    private static func isQuiet(_ socket: Int32) -> Bool {
        var byte: UInt8 = 0
        return recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) < 0 && errno == EAGAIN
    }

    private func socket(ofLocalPort port: Int) -> Int32? {
        if let known = socketOfPort[port] { return known }
        guard let found = used.keys.first(where: { Self.localPort(of: $0) == port }) else {
            return nil
        }
        socketOfPort[port] = found
        return found
    }

    private static func localPort(of socket: Int32) -> Int? {
        // The port has the same offset for IPv4 and IPv6.
        var address = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(socket, $0, &size)
            }
        }
        return code == 0 ? Int(UInt16(bigEndian: address.sin6_port)) : nil
    }
}
