import Dispatch
import Glibc
import NIOConcurrencyHelpers

@testable import HTTPClient

/// A request as it came over the wire.
struct ReceivedRequest: Sendable {
    let head: String
    let body: String
}

/// One accepted connection, in the hands of a test's script on a thread of its own.
final class ChaosConnection {
    /// 0 for the first that the server accepted.
    let number: Int
    private let socket: Int32
    private let received: NIOLockedValueBox<[ReceivedRequest]>
    private var buffer: [UInt8] = []

    init(number: Int, socket: Int32, received: NIOLockedValueBox<[ReceivedRequest]>) {
        self.number = number
        self.socket = socket
        self.received = received
    }

    /// - Returns: nil if the peer closed or reset before a whole request had come.
    @discardableResult
    func readRequest() -> ReceivedRequest? {
        guard let head = take(until: "\r\n\r\n") else { return nil }
        let lengthLine = head.lowercased().split(separator: "\r\n")
            .first { $0.hasPrefix("content-length:") }
        let length = lengthLine.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
        while buffer.count < length { guard fill() > 0 else { return nil } }
        let body = String(decoding: buffer.prefix(length), as: UTF8.self)
        buffer.removeFirst(length)
        let request = ReceivedRequest(head: head, body: body)
        received.withLockedValue { $0.append(request) }
        return request
    }

    func write(_ text: String) { write(bytes: Array(text.utf8)) }

    func write(bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                send(socket, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    func answer(_ status: String = "200 OK", headers: [String] = [], body: String = "ok") {
        let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
        write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    /// Answers every request until the peer leaves.
    func answerAll(body: (ReceivedRequest) -> String = { _ in "ok" }) {
        while let request = readRequest() { answer(body: body(request)) }
    }

    /// Hands every byte to that port of 127.0.0.1, and what comes from there back, until both ends
    /// are done.
    func relay(to port: UInt16) {
        let other = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(other, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        precondition(code == 0, "nobody listens there")
        let mine = socket
        let back = thread { Self.pump(from: other, to: mine) }
        Self.pump(from: mine, to: other)
        pthread_join(back, nil)
        close(other)
    }

    private static func pump(from source: Int32, to target: Int32) {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(source, &chunk, chunk.count, 0)
            guard count > 0, send(target, chunk, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        shutdown(target, Int32(SHUT_WR))
    }

    /// Makes the close that follows a reset.
    func resetAtEnd() {
        var hangUp = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &hangUp, socklen_t(MemoryLayout<linger>.size))
    }

    /// Tells the peer now that nothing more will come; the script may go on.
    func closeNow() { shutdown(socket, Int32(SHUT_RDWR)) }

    /// Reads until the peer has gone.
    /// - Returns: 0 if the peer closed in good order, else the errno.
    @discardableResult
    func waitForPeer() -> Int32 {
        while true {
            let count = fill()
            if count == 0 { return 0 }
            if count < 0 { return errno }
        }
    }

    private func take(until end: String) -> String? {
        let marker = Array(end.utf8)
        while true {
            let starts = buffer.indices.dropLast(marker.count - 1)
            if let start = starts.first(where: { buffer[$0...].starts(with: marker) }) {
                let head = String(decoding: buffer[..<start], as: UTF8.self)
                buffer.removeFirst(start + marker.count)
                return head
            }
            guard fill() > 0 else { return nil }
        }
    }

    private func fill() -> Int {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &chunk, chunk.count, 0)
        if count > 0 { buffer += chunk.prefix(count) }
        return count
    }
}

/// A server on 127.0.0.1 that does what its script says, with plain sockets: no HTTP library can
/// break the protocol the way a broken network does.
final class ChaosServer: Sendable {
    let port: UInt16
    private let listening: Int32
    private let received = NIOLockedValueBox<[ReceivedRequest]>([])
    private let accepted = NIOLockedValueBox<[pthread_t]>([])
    private let acceptor = NIOLockedValueBox<pthread_t?>(nil)
    private let script: @Sendable (ChaosConnection) -> Void

    init(_ script: @escaping @Sendable (ChaosConnection) -> Void) {
        self.script = script
        (listening, port) = boundSocket()
        let code = listen(listening, 1_024)
        precondition(code == 0, "listen failed")
        acceptor.withLockedValue { $0 = thread { self.accept() } }
    }

    var url: String { "http://127.0.0.1:\(port)/cases" }
    var requests: [ReceivedRequest] { received.withLockedValue { $0 } }
    var connections: Int { accepted.withLockedValue { $0.count } }

    /// Ends when every connection has ended: close the client first.
    func stop() {
        shutdown(listening, Int32(SHUT_RDWR))
        if let thread = acceptor.withLockedValue({ $0 }) { pthread_join(thread, nil) }
        close(listening)
        for thread in accepted.withLockedValue({ $0 }) { pthread_join(thread, nil) }
    }

    private func accept() {
        while true {
            let socket = Glibc.accept(listening, nil, nil)
            if socket < 0 { return }
            accepted.withLockedValue { threads in
                let number = threads.count
                let serving = thread { [received, script] in
                    script(ChaosConnection(number: number, socket: socket, received: received))
                    close(socket)
                }
                threads.append(serving)
            }
        }
    }
}

/// A TCP socket bound to a free port of 127.0.0.1, not listening: connecting to it is refused.
func boundSocket() -> (socket: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    precondition(descriptor >= 0, "socket failed")
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
        }
    }
    precondition(bound, "bind failed")
    return (descriptor, UInt16(bigEndian: address.sin_port))
}

/// Opens once; whoever waits is let through, on a thread or in a task.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }
    private let state = NIOLockedValueBox(State())
    private let semaphore = DispatchSemaphore(value: 0)

    func open() {
        let waiting = state.withLockedValue { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
        semaphore.signal()
    }

    func passed() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLockedValue { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    /// Blocks a server's thread.
    func wait() {
        semaphore.wait()
        semaphore.signal()
    }
}

/// Runs `body` on a new thread.
func thread(_ body: @escaping @Sendable () -> Void) -> pthread_t {
    final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var started = pthread_t()
    let code = pthread_create(
        &started, nil,
        { context in
            Unmanaged<Work>.fromOpaque(context!).takeRetainedValue().body()
            return nil
        }, Unmanaged.passRetained(Work(body)).toOpaque())
    precondition(code == 0, "pthread_create failed")
    return started
}

/// A server with that script and a client for it; at the end both are closed, the client first, and
/// every byte the client ever sent has been read.
func withServer(
    maxConnections: Int = 8, mostPaced: Int? = nil, rest: Duration = .zero, spare: Int? = nil,
    script: @escaping @Sendable (ChaosConnection) -> Void,
    body: (ChaosServer, HTTPClient) async throws -> Void,
    after: (ChaosServer) throws -> Void = { _ in }
) async throws {
    let server = ChaosServer(script)
    let client = HTTPClient(
        HTTPClientSettings(
            maxConnections: maxConnections, mostPaced: mostPaced, rest: rest, spare: spare))
    do {
        try await body(server, client)
    } catch {
        client.close()
        server.stop()
        throw error
    }
    client.close()
    server.stop()
    try after(server)
}

extension ChaosServer {
    /// A POST of the body to this server; other values where a test needs them.
    func post(
        _ body: String = "letter", deadline: Duration = .seconds(120), startBy: Int64? = nil,
        responseLimit: Int = 1 << 20
    ) -> HTTPRequest {
        HTTPRequest(
            method: .post, url: url, headers: ["Content-Type: text/plain"], body: Array(body.utf8),
            deadline: deadline, startBy: startBy, responseLimit: responseLimit)
    }
}

extension HTTPOutcome {
    var response: HTTPResponse? { if case .answered(let response) = self { response } else { nil } }
    var notSent: HTTPFault? { if case .notSent(let fault) = self { fault } else { nil } }
    var maybeSent: HTTPFault? { if case .maybeSent(let fault) = self { fault } else { nil } }
}
