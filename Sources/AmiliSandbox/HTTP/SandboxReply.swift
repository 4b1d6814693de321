/// What the sandbox answers, and how it leaves the machine.
struct SandboxReply: Sendable {
    enum Body: Sendable {
        case bytes([UInt8])
        /// Stretches of the ledger file, to be sent without passing through memory.
        case ledger([Range<Int64>])

        var count: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .ledger(let stretches): stretches.reduce(0) { $0 + $1.count }
            }
        }
    }

    /// How the answer is transmitted.
    enum Passage: Sendable {
        case whole
        /// Nothing, until the client goes or `delay` is over.
        case hang
        case reset
        case halfHeaders
        case halfBody
        /// A Content-Length that promises 64 bytes more than come, then the end.
        case wrongLength
    }

    struct Header: Sendable {
        let name: String
        let value: String
    }

    var status: Int
    var headers: [Header] = []
    var contentType = "application/json"
    var body: Body
    var passage = Passage.whole
    /// Milliseconds to hold back the answer's first byte; of a hang: until it is cut, 0 for never.
    var delay: Int64 = 0
    /// What is to happen once the client was answered or dropped, so many milliseconds later.
    var aftermath: (@Sendable () -> Void)?
    var aftermathDelay: Int64 = 0

    init(status: Int, bytes: [UInt8]) {
        self.status = status
        self.body = .bytes(bytes)
    }

    init(_ status: Int, _ json: JSON) { self.init(status: status, bytes: json.bytes) }

    /// The status line and headers, up to and with the empty line.
    func head(promising length: Int, keepAlive: Bool) -> [UInt8] {
        var text =
            "HTTP/1.1 \(status) \(SandboxReply.phrase(status))\r\nContent-Type: \(contentType)\r\n"
        for header in headers { text += "\(header.name): \(header.value)\r\n" }
        text += "Content-Length: \(length)\r\n"
        if !keepAlive { text += "Connection: close\r\n" }
        text += "\r\n"
        return Array(text.utf8)
    }

    static func phrase(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 422: "Unprocessable Entity"
        case 425: "Too Early"
        case 428: "Precondition Required"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: "Status"
        }
    }
}

extension SandboxReply {
    mutating func add(_ name: String, _ value: String) {
        headers.append(Header(name: name, value: value))
    }
}

extension JSON: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral members: (String, JSON)...) {
        self = .object(members.map { Member($0.0, $0.1) })
    }
}
