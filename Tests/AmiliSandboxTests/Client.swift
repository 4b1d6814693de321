import AmiliSandbox
import Crypto
import Foundation
import Glibc
import Testing

/// A bare HTTP/1.1 client on a blocking socket that sees exactly what came over the wire.
final class Client {
    enum End: Equatable {
        /// As many bytes of body as were promised.
        case complete
        /// The peer closed before that; `closed` in good order, `reset` by RST.
        case closed, reset
        /// Nothing more within the time to wait.
        case silence
    }

    struct Answer {
        var status: Int?
        /// By lower-case name.
        var headers: [String: String] = [:]
        var body = Data()
        var end = End.silence

        /// The body as JSON; an empty document if it is none.
        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:]
        }
        var items: [[String: Any]] { json["_items"] as? [[String: Any]] ?? [] }
        var total: Int? { (json["_meta"] as? [String: Any])?["total"] as? Int }
        var message: String? { (json["_error"] as? [String: Any])?["message"] as? String }
        var issues: [String: Any]? { json["_issues"] as? [String: Any] }
        var lines: [[String: Any]] {
            body.split(separator: 0x0A).compactMap {
                (try? JSONSerialization.jsonObject(with: $0)) as? [String: Any]
            }
        }
    }

    private let port: Int
    private var socket: Int32 = -1
    var token: String?

    init(port: Int) { self.port = port }

    deinit { hangUp() }

    func hangUp() {
        if socket >= 0 { close(socket) }
        socket = -1
    }

    /// Whether the peer has sent nothing more, and has not closed either.
    var isWaiting: Bool {
        var byte: UInt8 = 0
        return recv(socket, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) < 0
            && errno == EAGAIN
    }

    /// One exchange; on the connection of the last if that is still whole.
    func send(
        _ method: String, _ path: String, query: [String: String] = [:],
        headers: [String: String] = [:], body: Any? = nil
    ) throws -> Answer {
        try start(method, path, query: query, headers: headers, body: body)
        let answer = try read()
        if answer.end != .complete || answer.headers["connection"] == "close" { hangUp() }
        return answer
    }

    /// Writes a request, and does not wait for its answer.
    func start(
        _ method: String, _ path: String, query: [String: String] = [:],
        headers: [String: String] = [:], body: Any? = nil
    ) throws {
        var target = path
        for (position, item) in query.sorted(by: { $0.key < $1.key }).enumerated() {
            let value = try #require(
                item.value.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            target += (position == 0 ? "?" : "&") + item.key + "=" + value
        }
        var head = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n"
        var all = ["X-API-Key": token].compactMapValues { $0 }
        if body != nil { all["Content-Type"] = "application/json" }
        for (name, value) in all.merging(headers, uniquingKeysWith: { $1 }) {
            head += "\(name): \(value)\r\n"
        }
        var bytes = Data()
        if let text = body as? String {
            bytes = Data(text.utf8)
        } else if let body {
            bytes = try JSONSerialization.data(withJSONObject: body)
        }
        head += "Content-Length: \(bytes.count)\r\n\r\n"
        if socket < 0 { try connect() }
        try write(Data(head.utf8) + bytes)
    }

    private func connect() throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(result == 0)
    }

    private func write(_ bytes: Data) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.dropFirst(sent).withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            try #require(count > 0)
            sent += count
        }
    }

    private func read() throws -> Answer {
        // Far longer than any answer takes: it ends a test that would otherwise never end.
        var time = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(
            socket, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        var answer = Answer()
        var received = Data()
        var bodyStart: Int?
        while true {
            if bodyStart == nil, let gap = received.range(of: Data("\r\n\r\n".utf8)) {
                bodyStart = gap.upperBound
                let lines = String(decoding: received[..<gap.lowerBound], as: UTF8.self)
                    .components(separatedBy: "\r\n")
                answer.status = Int(lines[0].split(separator: " ")[1])
                for line in lines.dropFirst() {
                    let colon = try #require(line.firstIndex(of: ":"))
                    answer.headers[line[..<colon].lowercased()] =
                        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                }
            }
            if let bodyStart {
                answer.body = received[bodyStart...]
                let length = answer.headers["content-length"].flatMap { Int($0) }
                if answer.body.count == length {
                    answer.end = .complete
                    return answer
                }
            }
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            let count = recv(socket, &buffer, buffer.count, 0)
            if count <= 0 {
                answer.end = count == 0 ? .closed : errno == ECONNRESET ? .reset : .silence
                return answer
            }
            received += buffer[..<count]
        }
    }
}

/// A sandbox of its own for one test, in a folder of its own.
struct SandboxHarness {
    static let account = "65f0c0ffee0000000000a001"
    static let creditor = "65f0c0ffee0000000000c001"
    static let key = P256.Signing.PrivateKey()

    let sandbox: Sandbox
    let client: Client
    let folder: String

    static func temporaryFolder() -> String {
        NSTemporaryDirectory() + "/amili-sandbox-test-" + UUID().uuidString
    }

    /// A test's body with a logged-in client; everything is gone after it.
    static func with(
        folder given: String? = nil, _ adjust: (inout SandboxSettings) -> Void = { _ in },
        body: (SandboxHarness) async throws -> Void
    ) async throws {
        let folder = given ?? temporaryFolder()
        var settings = SandboxSettings(listen: try ListenAddress("127.0.0.1:0"), folder: folder)
        adjust(&settings)
        let sandbox = try await Sandbox.start(settings) { error in
            Issue.record("the ledger could not be written: \(error)")
        }
        let harness = SandboxHarness(
            sandbox: sandbox, client: Client(port: sandbox.port), folder: folder)
        do {
            try harness.logIn()
            try await body(harness)
        } catch {
            await sandbox.stop()
            throw error
        }
        await sandbox.stop()
        if given == nil { try FileManager.default.removeItem(atPath: folder) }
    }

    static func login(
        _ header: String = #"{"alg":"ES256","typ":"JWT"}"#, apiCode: String = "code",
        lifetime: Int = 600, key: P256.Signing.PrivateKey = SandboxHarness.key
    ) throws -> String {
        let end = Int(Date().timeIntervalSince1970) + lifetime
        let claims = #"{"api_code":"\#(apiCode)","exp":\#(end)}"#
        let text = base64(Data(header.utf8)) + "." + base64(Data(claims.utf8))
        return text + "." + base64(try key.signature(for: Data(text.utf8)).rawRepresentation)
    }

    private static func base64(_ data: Data) -> String {
        data.base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }

    func logIn() throws {
        let answer = try client.send(
            "GET", "/authenticates/api-code", headers: ["X-API-Key": try SandboxHarness.login()])
        client.token = try #require(answer.json["token"] as? String)
    }

    static func registration(
        _ invoices: String..., creditor: String = SandboxHarness.creditor, capital: Double = 100
    ) -> [String: Any] {
        registration(invoices, creditor: creditor, capital: capital)
    }

    static func registration(
        _ invoices: [String], creditor: String, capital: Double = 100
    ) -> [String: Any] {
        [
            "account": account, "creditor": creditor, "first_action": "reminder",
            "currency": "SEK",
            "customer": [
                "name": "Exempelbolaget AB",
                "address": [
                    "address_line_1": "Exempelgatan 1", "zip_code": "41119",
                    "city": "Exempelstad", "country": "SE",
                ],
            ],
            "debts": invoices.map { number in
                [
                    "invoice_number": number, "debt_description": "Varor",
                    "invoice_date": "Mon, 15 Jun 2026 00:00:00 GMT", "capital_to_claim": capital,
                    "invoice_due_days_after_invoice_date": 30,
                ]
            },
        ]
    }

    func register(_ invoice: String, creditor: String = SandboxHarness.creditor) throws
        -> Client.Answer
    {
        try client.send(
            "POST", "/case--registrations",
            body: SandboxHarness.registration(invoice, creditor: creditor))
    }

    func cases(_ where: String, _ more: [String: String] = [:]) throws -> Client.Answer {
        try client.send(
            "GET", "/cases", query: more.merging(["where": `where`], uniquingKeysWith: { $1 }))
    }

    /// The cases of one invoice, as a look-up sees them.
    func cases(of invoice: String) throws -> Client.Answer {
        try cases(
            #"{"creditor":"\#(SandboxHarness.creditor)","debt.invoice_number":"\#(invoice)"}"#)
    }

    func ledger(_ query: [String: String] = [:]) throws -> [[String: Any]] {
        try client.send("GET", "/sandbox/ledger", query: query).lines
    }

    /// How many calls of an endpoint ended so, by the sandbox's own count.
    func count(_ endpoint: String, _ outcome: String) throws -> Int {
        let by = try client.send("GET", "/sandbox/requests").json["by"]
        return (by as? [String: [String: Int]])?[endpoint]?[outcome] ?? 0
    }

    func script(_ rules: [String: Any]...) throws {
        let answer = try client.send(
            "PUT", "/sandbox/faults", body: ["seed": 1, "rules": rules])
        try #require(answer.status == 200, "\(answer.message ?? "")")
    }
}
