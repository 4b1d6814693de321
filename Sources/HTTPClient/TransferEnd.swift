import CCurl

/// The facts at the end of a transfer, from which follows what the caller may conclude.
struct TransferEnd {
    /// libcurl's result; CURLE_OK if it had none.
    var code = CURLE_OK
    var refusal: Refusal?
    /// Whether the request began to be written, which is when the prereq callback let it through.
    /// In 38 scenarios against a chaos server that was so exactly if the server could see a byte of
    /// it.
    var written = false
    var headersComplete = false
    var status: Int?
    /// OpenSSL's X509_V_… of a certificate that was refused.
    var verification: Int?
    /// The proxy's answer to CONNECT; nil if there is none.
    var proxyStatus: Int?

    /// The outcome for the caller, without the answer itself.
    enum Verdict: Equatable {
        case answered
        case notSent(HTTPFault)
        case maybeSent(HTTPFault)
    }

    /// The conclusion, for every combination of facts. `.notSent` needs proof that nothing was
    /// written, and `.answered` that everything came; all else is `.maybeSent`.
    var verdict: Verdict {
        if written && code == CURLE_OK && refusal == nil && headersComplete { return .answered }
        // libcurl reports a proxy's refusal as a failure to receive.
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
        // libcurl compares the name itself, last. OpenSSL's result is 1 until it judges.
        case 0, 1: "the server's certificate is for another name"
        case 9: "the server's certificate is not valid yet"
        case 10: "the server's certificate has expired"
        case 18, 19, 20, 21: "no authority that we trust vouches for the server's certificate"
        default: "the server's certificate is refused (X509 \(result))"
        }
    }
}
