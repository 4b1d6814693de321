import Foundation
import Glibc
import Testing

@testable import Status

/// Notices to a service manager, on a real datagram socket.
@Suite struct ServiceManagerTests {
    /// Whoever listens to the notices.
    private final class Manager: Sendable {
        private let descriptor: Int32

        /// - Parameter path: `sun_path`, as bind takes it.
        init(path: [UInt8]) throws {
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
            let size = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
            let bound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, size)
                }
            }
            try #require(bound == 0, "\(String(cString: strerror(errno)))")
        }

        deinit { close(descriptor) }

        /// All that has come so far.
        var heard: [String] {
            var messages: [String] = []
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while true {
                let count = recv(
                    descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                guard count > 0 else { return messages }
                messages.append(String(decoding: buffer[..<count], as: UTF8.self))
            }
        }
    }

    private func made(
        _ socket: String?, watchdog: String? = nil, watched: String? = nil
    ) -> ServiceManager? {
        ServiceManager(socket: socket, watchdog: watchdog, watched: watched)
    }

    private func expectAllHeard(_ name: String, _ listener: Manager) throws {
        let manager = try #require(made(name))
        manager.ready()
        manager.status("1 accepted\n2 skipped")
        manager.lives()
        manager.stopping()
        #expect(
            listener.heard
                == ["READY=1", "STATUS=1 accepted 2 skipped", "WATCHDOG=1", "STOPPING=1"])
    }

    @Test func aSocketWithAPathHearsAll() throws {
        let path = NSTemporaryDirectory() + "notify-\(UUID().uuidString.prefix(8))"
        defer { unlink(path) }
        try expectAllHeard(path, try Manager(path: Array(path.utf8) + [0]))
    }

    @Test func anAbstractSocketHearsAll() throws {
        let name = "paminn-notify-\(UUID().uuidString)"
        try expectAllHeard("@" + name, try Manager(path: [0] + Array(name.utf8)))
    }

    @Test(arguments: [
        nil, "", "@", "notify", "vsock:2:9000", "/" + String(repeating: "x", count: 200),
    ])
    func withoutASocketThereIsNone(socket: String?) {
        #expect(made(socket) == nil)
    }

    @Test func theWatchdogIsOfThisProcessOnly() {
        let here = "\(getpid())"
        #expect(made("/a")?.watchdog == nil)
        #expect(made("/a", watchdog: "30000000")?.watchdog == .seconds(30))
        #expect(made("/a", watchdog: "30000000", watched: here)?.watchdog == .seconds(30))
        #expect(made("/a", watchdog: "30000000", watched: "1")?.watchdog == nil)
        for text in ["0", "-1", "soon"] { #expect(made("/a", watchdog: text)?.watchdog == nil) }
    }

    /// A manager that is away, or does not listen any more, ends nothing and is not waited for.
    @Test func whoDoesNotListenIsNotWaitedFor() throws {
        let path = NSTemporaryDirectory() + "notify-\(UUID().uuidString.prefix(8))"
        defer { unlink(path) }
        try #require(made(path)).ready()
        let listener = try Manager(path: Array(path.utf8) + [0])
        let manager = try #require(made(path))
        for _ in 1...10_000 { manager.lives() }
        #expect(!listener.heard.isEmpty)
    }
}
