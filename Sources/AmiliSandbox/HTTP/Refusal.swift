/// An error answer in Eve's shape.
struct Refusal: Error, Sendable {
    let status: Int
    let message: String
    /// The messages by field (`_issues`); nil if there are none.
    var issues: JSON?
    /// Seconds.
    var retryAfter: Int?

    init(_ status: Int, _ message: String, issues: JSON? = nil, retryAfter: Int? = nil) {
        self.status = status
        self.message = message
        self.issues = issues
        self.retryAfter = retryAfter
    }

    static let unauthorized = Refusal(401, "Please provide proper credentials")

    /// The answer: `_status` is `ERR`, and `_error` has status and message.
    var reply: SandboxReply {
        var members = [JSON.Member("_status", .string("ERR"))]
        if let issues { members.append(JSON.Member("_issues", issues)) }
        members.append(
            JSON.Member(
                "_error", ["code": .integer(status), "message": .string(message)] as JSON))
        var reply = SandboxReply(status, .object(members))
        if let retryAfter { reply.add("Retry-After", String(retryAfter)) }
        return reply
    }
}
