/// An answer of the status server.
struct StatusAnswer: Sendable {
    /// The status code.
    let status: Int
    let contentType: String
    let body: String
    /// The methods that the path takes, for 405; else nil.
    var allow: String?

    /// A line of text.
    static func text(_ status: Int, _ text: String) -> StatusAnswer {
        StatusAnswer(status: status, contentType: plain, body: text + "\n")
    }

    static let plain = "text/plain; charset=utf-8"
}
