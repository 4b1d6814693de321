/// One call, which is written at most once.
package struct HTTPRequest: Sendable {
    package enum Method: Sendable { case get, post, patch }

    package var method: Method
    /// Absolute, `http` or `https`, percent-encoded, without space, control character or user name.
    package var url: String
    /// Lines of the form `Name: value` without control characters. The client itself writes
    /// `Content-Length`, `Host` and `User-Agent`.
    package var headers: [String]
    /// Further lines, shared with other requests; written after `headers`.
    package var commonHeaders: HTTPHeaders?
    /// The trace that the call belongs to; written after `headers`. nil: none.
    package var traceParent: TraceParent?
    /// Must be empty for a GET.
    package var body: [UInt8]
    /// The time for the whole call: waiting for a connection, connecting, writing and reading. Up
    /// to 24 hours, rounded up to a millisecond.
    package var deadline: Duration
    /// The time for name look-up, TCP and TLS, without the wait for a connection.
    package var connectTimeout: Duration
    /// The last moment at which the request may begin to be written, nanoseconds of CLOCK_BOOTTIME.
    /// It is checked by the last code before the writing. nil: no limit but the deadline.
    package var startBy: Int64?
    /// Called on the client's thread when the request begins to be written, with that moment in
    /// nanoseconds of CLOCK_BOOTTIME. Must not block.
    package var onWrite: (@Sendable (_ nanoseconds: Int64) -> Void)?
    /// The status for which this request may use a connection that has not rested since its last
    /// answer, if no other is left and no more may be opened. nil: the request waits for a rested
    /// connection.
    ///
    /// An answer with that status is told at once, and `HTTPExchange.isProven` tells whether it may
    /// be an unsolicited one. Any other answer is told after the connection has rested, and does
    /// not count if the server has sent more by then.
    package var unrestedStatus: Int?
    /// Whether the request waits in the line of the batches' calls and takes one of their places
    /// (`HTTPClientSettings.mostPaced`). Requests of a batch always do.
    package var isPaced = false
    /// The longest response body in bytes. A longer one ends the call without an answer.
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

    /// The reason why this request must not be written, or nil. libcurl would accept these requests
    /// and do something else: cut a text at its NUL, inject a header after a line feed, drop a
    /// header without a value.
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

    /// The reason why a header line must not be written, or nil.
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
