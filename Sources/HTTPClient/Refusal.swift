import CCurl

/// The reason why we, and not libcurl or the network, ended a transfer.
enum Refusal: Sendable, Equatable, CaseIterable {
    case cancelled
    /// `startBy` had passed when the request was about to be written.
    case tooLate
    /// libcurl was about to write the request a second time, on another connection.
    case resend
    /// The kept connection was closed, or held bytes that nobody asked for.
    case connectionNotClean
    /// The response began before the other end had the whole request, so it belongs to another
    /// request.
    case answerBeforeRequest
    case bodyOverLimit
    case headersOverLimit
    /// The connection had not rested before the request, and the server sent more after the answer
    /// or closed the connection. The answer may belong to an earlier request.
    case answerOutOfStep

    var message: String {
        switch self {
        case .cancelled: "cancelled"
        case .tooLate: "the moment to start by had passed; the request was not written"
        case .resend: "the connection broke after the request was written; not written again"
        case .connectionNotClean: "the kept connection was no longer usable; nothing was written"
        case .answerBeforeRequest:
            "a response came before the server had the request: it is not this one's"
        case .bodyOverLimit: "the response body is longer than allowed"
        case .headersOverLimit: "the response headers are longer than \(ResponseHead.limit) bytes"
        case .answerOutOfStep: "the response may be that to an earlier request"
        }
    }
}
