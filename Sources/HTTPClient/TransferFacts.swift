import CCurl

/// Reads facts about an ended transfer from libcurl.
enum TransferFacts {
    /// OpenSSL's reason (X509_V_…) for refusing the server's certificate; nil if it was not
    /// refused.
    static func verification(_ pointer: UnsafeMutableRawPointer, _ code: CURLcode) -> Int? {
        var result = 0
        guard code == CURLE_PEER_FAILED_VERIFICATION,
            ccurl_get_verification(pointer, &result) == CURLE_OK
        else { return nil }
        return result
    }

    /// The proxy's answer to CONNECT; nil if there was none.
    static func proxyStatus(_ pointer: UnsafeMutableRawPointer) -> Int? {
        var status = 0
        guard ccurl_get_connect_code(pointer, &status) == CURLE_OK else { return nil }
        return status == 0 ? nil : status
    }
}
