/// One call: written at most once, whatever happens.
package struct HTTPRequest: Sendable {
    package enum Method: Sendable { case get, post, patch }

    package var method: Method
    /// Absolute, `http` or `https`, percent-encoded: no space, no control character, no user name.
    package var url: String
    /// `Name: value`, one each; no control character. `Content-Length`, `Host` and `User-Agent` are
    /// written by the client.
    package var headers: [String]
    /// More of them, that other requests have too; written after `headers`.
    package var commonHeaders: HTTPHeaders?
    /// Empty for a GET.
    package var body: [UInt8]
    /// The whole call: waiting for a connection, connecting, writing, reading. Up to 24 hours;
    /// rounded up to a millisecond.
    package var deadline: Duration
    /// Name look-up, TCP and TLS, the wait for a connection not counted.
    package var connectTimeout: Duration
    /// Nanoseconds of CLOCK_BOOTTIME. Read by the last code before the request is written: past it
    /// the request is not written. nil: no such moment.
    package var startBy: Int64?
    /// Told, on the client's thread, when the request begins to be written: nanoseconds of
    /// CLOCK_BOOTTIME. Must not block.
    package var onWrite: (@Sendable (_ nanoseconds: Int64) -> Void)?
    /// The status for which this request may go on a connection that has not rested since its last
    /// answer, when no other is left and no more may be opened. An answer of that status is told at
    /// once, and `HTTPExchange.isProven` says whether it may be an unsolicited one. Any other
    /// answer is told when the connection has rested; if the server has said more by then, it is
    /// none. nil: the request waits for a rested connection.
    package var unrestedStatus: Int?
    /// It takes one of the places of the batches' calls (`HTTPClientSettings.mostPaced`), and waits
    /// in their line. A batch's own requests do so anyway.
    package var isPaced = false
    /// Bytes of response body; one more, and the call ends without an answer.
    package var responseLimit: Int

    package init(
        method: Method, url: String, headers: [String] = [], body: [UInt8] = [],
        deadline: Duration, connectTimeout: Duration = .seconds(5), startBy: Int64? = nil,
        responseLimit: Int = 1 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.deadline = deadline
        self.connectTimeout = connectTimeout
        self.startBy = startBy
        self.responseLimit = responseLimit
    }

    /// Why this request must not be written, or nil. libcurl would take these and do something
    /// else: cut a text at its NUL, inject a header after a line feed, drop a header without value.
    var flaw: String? {
        if url.utf8.contains(where: { $0 <= 32 || $0 == 127 }) {
            return "the URL holds a space or a control character"
        }
        if method == .get && !body.isEmpty { return "a GET has no body" }
        if deadline <= .zero { return "the deadline has passed" }
        if responseLimit < 0 { return "the response limit is negative" }
        for header in headers {
            if let flaw = Self.flaw(ofHeader: header) { return flaw }
        }
        return commonHeaders?.flaw
    }

    static func flaw(ofHeader header: String) -> String? {
        var inName = true
        var nameLength = 0
        var hasValue = false
        for byte in header.utf8 {
            if byte < 32 && byte != 9 || byte == 127 { return "a header holds a control character" }
            if !inName {
                hasValue = hasValue || byte > 32
            } else if byte == UInt8(ascii: ":") {
                inName = false
            } else if byte <= 32 || byte == UInt8(ascii: ";") {
                return "a header's name is not a name"
            } else {
                nameLength += 1
            }
        }
        if inName || nameLength == 0 { return "a header has no name" }
        return hasValue ? nil : "a header has no value"
    }
}
