import Foundation
import Glibc
import NIOConcurrencyHelpers

@testable import Amili

/// A request as the server read it off the wire.
struct Received: Sendable {
    let method: String
    /// Path and query as written.
    let target: String
    /// Names in lower case.
    let headers: [String: String]
    let body: [UInt8]

    var path: String { String(target.prefix { $0 != "?" }) }

    /// The query's fields, percent-decoded by Foundation and not by the client's own code.
    var query: [String: String] {
        var fields: [String: String] = [:]
        let items = URLComponents(string: "http://host" + target)?.queryItems ?? []
        for item in items { fields[item.name] = item.value }
        // White space at its end makes each question's URL another; JSON does not mind.
        fields["where"] = fields["where"]?.trimmingCharacters(in: .whitespaces)
        return fields
    }

    /// The texts that `where` asks for, however it asks.
    var asked: [String] {
        let condition = query["where"].flatMap {
            try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
        let field = path == "/cases" ? "debt.invoice_number" : "debts.invoice_number"
        switch condition?[field] {
        case let text as String: return [text]
        case let list as [String: Any]: return list["$in"] as? [String] ?? []
        default: return []
        }
    }

    var asksForList: Bool { query["where"]?.contains("$in") ?? false }
    var page: Int { query["page"].flatMap { Int($0) } ?? 1 }
    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]) ?? [:]
    }
}

/// What the script answers.
enum ScriptedReply: Sendable {
    case answer(Int, String, headers: [String] = ["Date: \(noon)"])
    /// These bytes, then the connection ends.
    case bytes(String)
    /// The connection ends without a byte.
    case silence
    /// Nothing, until the other end closes.
    case hang

    /// The server's clock unless a test says otherwise.
    static let noon = "Mon, 03 Aug 2026 12:00:00 GMT"
    static let noonSeconds: Int64 = 1_785_758_400

    /// The server's clock goes with the tests': what was dated noon comes so much later.
    func dated(_ seconds: Int64) -> ScriptedReply {
        guard case .answer(let status, let body, let headers) = self, seconds > 0 else {
            return self
        }
        let noon = "Date: \(Self.noon)"
        let now = "Date: \(Sample.date(Self.noonSeconds + seconds))"
        return .answer(status, body, headers: headers.map { $0 == noon ? now : $0 })
    }
}

/// A server on 127.0.0.1 that answers each request as its script says: plain sockets, one thread a
/// connection, and no code in common with the client.
final class ScriptedServer: Sendable {
    let port: UInt16
    private let listening: Int32
    private let log = NIOLockedValueBox<[Received]>([])
    private let threads = NIOLockedValueBox<[pthread_t]>([])
    private let script: @Sendable (Received) -> ScriptedReply

    init(_ script: @escaping @Sendable (Received) -> ScriptedReply) {
        self.script = script
        listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = listening
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && listen(socket, 256) == 0
                    && getsockname(socket, $0, &length) == 0
            }
        }
        precondition(bound, "no port on 127.0.0.1")
        port = UInt16(bigEndian: address.sin_port)
        start { self.acceptAll() }
    }

    var url: String { "http://127.0.0.1:\(port)" }
    var requests: [Received] { log.withLockedValue { $0 } }

    /// Ends when every connection has ended: close the client first.
    func stop() {
        shutdown(listening, Int32(SHUT_RDWR))
        while let thread = threads.withLockedValue({ $0.popLast() }) { pthread_join(thread, nil) }
        close(listening)
    }

    private func start(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Box(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { pointer in
                Unmanaged<Box>.fromOpaque(pointer!).takeRetainedValue().body()
                return nil
            }, box.toOpaque())
        precondition(code == 0, "no thread")
        let started = thread
        threads.withLockedValue { $0.append(started) }
    }

    private final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private func acceptAll() {
        while true {
            let connection = accept(listening, nil, nil)
            if connection < 0 { return }
            start {
                self.serve(connection)
                close(connection)
            }
        }
    }

    private func serve(_ connection: Int32) {
        var buffer: [UInt8] = []
        while let received = readRequest(connection, &buffer) {
            log.withLockedValue { $0.append(received) }
            switch script(received) {
            case .silence: return
            case .hang:
                while fill(connection, &buffer) {}
                return
            case .bytes(let text):
                write(text, to: connection)
                return
            case .answer(let status, let body, let headers):
                let lines =
                    ["HTTP/1.1 \(status) Scripted", "Content-Length: \(body.utf8.count)"] + headers
                write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body, to: connection)
            }
        }
    }

    private func readRequest(_ connection: Int32, _ buffer: inout [UInt8]) -> Received? {
        let end = Array("\r\n\r\n".utf8)
        var headEnd: Int?
        while headEnd == nil {
            headEnd = buffer.indices.first { buffer[$0...].starts(with: end) }
            if headEnd == nil, !fill(connection, &buffer) { return nil }
        }
        guard let headEnd else { return nil }
        let lines = String(decoding: buffer[..<headEnd], as: UTF8.self)
            .components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            headers[parts[0].lowercased()] = parts.last?.trimmingCharacters(in: .whitespaces)
        }
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        while buffer.count < headEnd + 4 + length {
            guard fill(connection, &buffer) else { return nil }
        }
        let body = Array(buffer[(headEnd + 4)..<(headEnd + 4 + length)])
        buffer.removeFirst(headEnd + 4 + length)
        let words = lines[0].split(separator: " ").map(String.init)
        return Received(method: words[0], target: words[1], headers: headers, body: body)
    }

    private func fill(_ connection: Int32, _ buffer: inout [UInt8]) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(connection, &chunk, chunk.count, 0)
        if count > 0 { buffer += chunk.prefix(count) }
        return count > 0
    }

    private func write(_ text: String, to connection: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
