/// An answer of the sandbox, and the way in which it is transmitted.
struct SandboxReply: Sendable {
    enum Body: Sendable {
        case bytes([UInt8])
        /// Stretches of the ledger file, which are sent without passing through memory.
        case ledger([Range<Int64>])

        /// Bytes.
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
        /// Nothing is sent until the client goes or, with a `delay`, until that is over.
        case hang
        /// RST, and nothing before it.
        case reset
        /// The first half of the head, then the end.
        case halfHeaders
        /// The head and the first half of the body, then the end.
        case halfBody
        /// A Content-Length that promises 64 bytes more than follow, then the end.
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
    /// Milliseconds before the answer's first byte; of a hang, before the connection is cut, 0 for
    /// never.
    var delay: Int64 = 0
    /// Work that is done `aftermathDelay` milliseconds after the client was answered or dropped.
    var aftermath: (@Sendable () -> Void)?
    var aftermathDelay: Int64 = 0

    init(status: Int, bytes: [UInt8]) {
        self.status = status
        self.body = .bytes(bytes)
    }

    init(_ status: Int, _ json: JSON) { self.init(status: status, bytes: json.bytes) }

    /// The status line and headers, with the empty line after them.
    /// - Parameter length: the value of `Content-Length`, which may be wrong on purpose.
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
