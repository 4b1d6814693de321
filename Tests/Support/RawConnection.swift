import Glibc

/// A connection to a server on this machine that says what it is told to, and no more.
package final class RawConnection: Sendable {
    private let descriptor: Int32

    /// - Throws: `POSIXFailure` if it cannot be made.
    package init(port: Int) throws {
        // Thousands of them must not fill the descriptors of a program that a test starts.
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue
        descriptor = socket(AF_INET, Int32(kind), 0)
        guard descriptor >= 0 else { throw POSIXFailure(code: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            let code = errno
            close(descriptor)
            throw POSIXFailure(code: code)
        }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    deinit { close(descriptor) }

    package func send(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            _ = Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
    }

    /// What has come since it was asked last; nil once the other side has ended it.
    package func received() -> String? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 { return String(decoding: buffer[..<count], as: UTF8.self) }
        return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? "" : nil
    }

    /// Whether the other side has ended it; what came before is thrown away.
    package var isEnded: Bool {
        while let text = received() {
            if text.isEmpty { return false }
        }
        return true
    }

    /// Lets this process have as many connections as it may.
    package static func raiseLimit() {
        var limit = rlimit()
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(files, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(files, &limit)
    }

    package struct POSIXFailure: Error {
        package let code: Int32
    }
}
