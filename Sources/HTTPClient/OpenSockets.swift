import CCurl
import Descriptors
import Glibc

/// The sockets that libcurl holds for one easy handle, so that the last look before a request is
/// written can be at its own connection. Used by the engine's thread only.
///
/// libcurl 7.88 uses a kept connection again although bytes lie in it that nobody asked for, and
/// takes them for the answer: a server's unsolicited `201` would be the next letter's. It does not
/// tell a transfer's socket before the end either, so the socket is found by its local port: while
/// it connects, a handle may try several.
final class OpenSockets {
    /// Every open socket, and whether a request was let through on it.
    private var used: [Int32: Bool] = [:]
    private var socketOfPort: [Int: Int32] = [:]

    /// The last socket could not be opened, for this process or the machine has no descriptor left.
    /// libcurl says no more than that it could not connect.
    var lacksDescriptor = false

    /// The one that the last request was let through on.
    private var current: Int32?

    /// Milliseconds.
    private let userTimeout: UInt32

    init(userTimeout: Duration) {
        self.userTimeout = UInt32(userTimeout.milliseconds(within: 1...600_000))
    }

    /// The kernel must not deliver a request after us: closing drops what is unsent (SO_LINGER
    /// 0 s), what nobody acknowledges is given up (TCP_USER_TIMEOUT), and no child process keeps
    /// the connection open behind our back (SOCK_CLOEXEC, which libcurl does not set).
    /// - Returns: nil if the kernel refuses any of it.
    func open(family: Int32, type: Int32, protocolNumber: Int32) -> Int32? {
        let closeOnExec = Int32(SOCK_CLOEXEC.rawValue)
        let socket = Glibc.socket(family, type | closeOnExec, protocolNumber)
        lacksDescriptor =
            socket < 0 ? [EMFILE, ENFILE].contains(errno) : OpenFiles.isReserved(socket)
        guard socket >= 0, !lacksDescriptor else {
            if socket >= 0 { _ = Glibc.close(socket) }
            return nil
        }
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

    /// - Returns: 0, or -1 with errno set, as `close` does.
    func close(_ socket: Int32) -> Int32 {
        used[socket] = nil
        if current == socket { current = nil }
        socketOfPort = socketOfPort.filter { $0.value != socket }
        return Glibc.close(socket)
    }

    /// Is there a connection that was used and is still open?
    var isKept: Bool { used.values.contains(true) }

    /// Whether no used connection has ended or said anything more since its last answer.
    var areQuiet: Bool { used.allSatisfy { socket, isUsed in !isUsed || Self.isQuiet(socket) } }

    /// Whether a request may be written on the connection of that local port: it is a fresh one, or
    /// the server has neither closed it nor said anything more since its last answer.
    func mayUse(localPort: Int) -> Bool {
        guard let socket = socket(ofLocalPort: localPort) else { return false }
        current = socket
        // A fresh TLS connection may hold session tickets, which nobody asked for.
        guard used.updateValue(true, forKey: socket) == true else { return true }
        return Self.isQuiet(socket)
    }

    /// Whether the other end has not acknowledged all of the last request: what it says meanwhile
    /// it cannot say in answer to it.
    var hasUnacknowledgedBytes: Bool { current.map { ccurl_unacknowledged($0) > 0 } ?? false }

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
        // The port is at the same place for IPv4 and IPv6.
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
