import Foundation
import Glibc

/// A TCP door before a Unix socket that can fall silent: what comes is taken, so that the kernel
/// acknowledges it, and goes nowhere. As a hung pooler or a firewall does. Or it is slow, as a
/// server far away.
// Sendable: everything that changes is behind `lock`.
package final class SilentProxy: @unchecked Sendable {
    package let port: UInt16
    private let listener: Int32
    private let path: String
    private let lock = NSLock()
    /// Connections are counted; those up to this number are silent.
    private var silentUpTo = 0
    private var count = 0
    /// For which each piece is kept, each way, milliseconds.
    private var delay: Int32 = 0
    private var isClosed = false
    private var pairs: [Pair] = []

    /// - Parameters:
    ///   - path: the socket of a server, as `/folder/.s.PGSQL.5432`.
    ///   - wanted: 0 for any.
    package init(to path: String, port wanted: UInt16 = 0) throws {
        self.path = path
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = wanted.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let codes = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                [bind(listener, $0, size), listen(listener, 64), getsockname(listener, $0, &size)]
            }
        }
        guard codes == [0, 0, 0] else { throw POSIXError.last }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0, let self else { return }
                self.serve(client)
            }
        }
    }

    deinit { close() }

    /// The door is shut, and every connection ends: a server process that still waits for one would
    /// hold up whoever drops a database.
    package func close() {
        lock.withLock {
            if !isClosed { shutdown(listener, Int32(SHUT_RDWR)) }
            isClosed = true
            for pair in pairs { pair.shutDown() }
            pairs = []
        }
    }

    /// Connections that there are fall silent for good; new ones are served.
    package func silence() { lock.withLock { silentUpTo = count } }

    /// New ones are silent, too.
    package func silenceAll() { lock.withLock { silentUpTo = .max } }

    /// What comes from now on is kept so long before it goes on, each way.
    package func slow(byMilliseconds delay: Int32) { lock.withLock { self.delay = delay } }

    /// How many connections there were.
    package var connections: Int { lock.withLock { count } }

    private func isSilent(_ number: Int) -> Bool { lock.withLock { number <= silentUpTo } }

    private func serve(_ client: Int32) {
        let number = lock.withLock {
            count += 1
            return count
        }
        let server = connected()
        guard server >= 0 else {
            Glibc.close(client)
            return
        }
        let pair = Pair(client, server)
        let isOver = lock.withLock {
            if !isClosed { pairs.append(pair) }
            return isClosed
        }
        if isOver { return }
        Thread.detachNewThread { self.pump(client, server, number, pair) }
        Thread.detachNewThread { self.pump(server, client, number, pair) }
    }

    /// Both ends, closed when neither direction is at work any more.
    // Sendable: it never changes.
    private final class Pair: @unchecked Sendable {
        private let ends: [Int32]
        init(_ ends: Int32...) { self.ends = ends }
        deinit { for end in ends { Glibc.close(end) } }
        func shutDown() { for end in ends { shutdown(end, Int32(SHUT_RDWR)) } }
    }

    private func pump(_ source: Int32, _ target: Int32, _ number: Int, _ pair: Pair) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let size = read(source, &buffer, buffer.count)
            guard size > 0 else { break }
            let delay = lock.withLock { self.delay }
            if delay > 0 { poll(nil, 0, delay) }
            if isSilent(number) { continue }
            var sent = 0
            while sent < size {
                let more = buffer.withUnsafeBytes {
                    send(target, $0.baseAddress! + sent, size - sent, Int32(MSG_NOSIGNAL))
                }
                guard more > 0 else { break }
                sent += more
            }
            if sent < size { break }
        }
        // The end of the one is not told to the other either.
        if !isSilent(number) { shutdown(target, Int32(SHUT_WR)) }
        withExtendedLifetime(pair) {}
    }

    private func connected() -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { place in
            place.copyBytes(from: path.utf8.prefix(place.count - 1))
        }
        let failed = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard failed == 0 else {
            Glibc.close(descriptor)
            return -1
        }
        return descriptor
    }
}
