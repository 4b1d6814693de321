import CCurl

/// Why we, not libcurl or the network, ended a transfer.
enum Refusal: Sendable, Equatable, CaseIterable {
    case cancelled
    /// `startBy` lay in the past when the request was about to be written.
    case tooLate
    /// libcurl was about to write the request a second time, on another connection.
    case resend
    /// The kept connection had ended, or held bytes that nobody asked for.
    case connectionNotClean
    case bodyOverLimit
    case headersOverLimit

    var message: String {
        switch self {
        case .cancelled: "cancelled"
        case .tooLate: "the moment to start by had passed; the request was not written"
        case .resend: "the connection broke after the request was written; not written again"
        case .connectionNotClean: "the kept connection was no longer usable; nothing was written"
        case .bodyOverLimit: "the response body is longer than allowed"
        case .headersOverLimit: "the response headers are longer than \(ResponseHead.limit) bytes"
        }
    }
}

/// What is known when a transfer ends; from it follows what the caller may conclude.
struct TransferEnd {
    /// libcurl's word; CURLE_OK if it had none to say.
    var code = CURLE_OK
    var refusal: Refusal?
    /// Did the request begin to be written? (The prereq callback let it through: in 38 scenarios
    /// against a chaos server that was so exactly if the server could see a byte of it.)
    var written = false
    var headersComplete = false
    var status: Int?
    /// OpenSSL's X509_V_… of a certificate that was refused.
    var verification: Int?

    enum Verdict: Equatable {
        case answered
        case notSent(HTTPFault)
        case maybeSent(HTTPFault)
    }

    /// Total. `.notSent` needs proof that nothing was written, `.answered` that everything came;
    /// the rest is doubt.
    var verdict: Verdict {
        if written && code == CURLE_OK && refusal == nil && headersComplete { return .answered }
        let message =
            refusal?.message
            ?? (code == CURLE_OK
                ? "the response ended inside its headers"
                : verification.map(Self.certificateTrouble)
                    ?? String(cString: curl_easy_strerror(code)))
        let fault = HTTPFault(curlCode: Int(code.rawValue), status: status, message: message)
        return written ? .maybeSent(fault) : .notSent(fault)
    }

    private static func certificateTrouble(_ result: Int) -> String {
        switch result {
        case 0: "the server's certificate is for another name"
        case 9: "the server's certificate is not valid yet"
        case 10: "the server's certificate has expired"
        case 18, 19, 20, 21: "no authority that we trust vouches for the server's certificate"
        default: "the server's certificate is refused (X509 \(result))"
        }
    }
}
