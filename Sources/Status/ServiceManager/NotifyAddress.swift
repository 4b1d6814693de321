import Glibc

/// The address of a service manager's socket: a path, or an abstract name that begins with `@`.
struct NotifyAddress: Sendable {
    /// `sun_path`: a path with its end, or a zero byte and the name.
    private let path: [UInt8]

    /// - Parameter text: as NOTIFY_SOCKET holds it.
    /// - Returns: nil if it is neither, or too long for a socket.
    init?(_ text: String) {
        var bytes = Array(text.utf8)
        switch bytes.first {
        case UInt8(ascii: "/"): bytes.append(0)
        case UInt8(ascii: "@") where bytes.count > 1: bytes[0] = 0
        default: return nil
        }
        guard bytes.count <= MemoryLayout.size(ofValue: sockaddr_un().sun_path) else {
            return nil
        }
        path = bytes
    }

    func withSockaddr(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Void) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let size = MemoryLayout<sa_family_t>.size + path.count
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(size))
            }
        }
    }
}
