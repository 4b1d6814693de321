import CCurl

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
    /// What a proxy answered when it was asked for the way; nil if none was.
    var proxyStatus: Int?

    enum Verdict: Equatable {
        case answered
        case notSent(HTTPFault)
        case maybeSent(HTTPFault)
    }

    /// Total. `.notSent` needs proof that nothing was written, `.answered` that everything came;
    /// the rest is doubt.
    var verdict: Verdict {
        if written && code == CURLE_OK && refusal == nil && headersComplete { return .answered }
        // libcurl calls a proxy's refusal a failure to receive.
        let isProxys = !written && code != CURLE_OK && proxyStatus.map { $0 >= 300 } == true
        let code = isProxys ? CURLE_PROXY : code
        let message =
            refusal?.message
            ?? (isProxys
                ? "the proxy refuses the way to the server (HTTP \(proxyStatus ?? 0))"
                : code == CURLE_OK
                    ? "the response ended inside its headers"
                    : verification.map(Self.certificateTrouble)
                        ?? String(cString: curl_easy_strerror(code)))
        let fault = HTTPFault(curlCode: Int(code.rawValue), status: status, message: message)
        return written ? .maybeSent(fault) : .notSent(fault)
    }

    private static func certificateTrouble(_ result: Int) -> String {
        switch result {
        // A name is compared last, by libcurl itself; 1 is what stands there until OpenSSL judges.
        case 0, 1: "the server's certificate is for another name"
        case 9: "the server's certificate is not valid yet"
        case 10: "the server's certificate has expired"
        case 18, 19, 20, 21: "no authority that we trust vouches for the server's certificate"
        default: "the server's certificate is refused (X509 \(result))"
        }
    }
}
