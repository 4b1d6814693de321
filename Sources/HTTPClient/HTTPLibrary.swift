import CCurl

/// The libcurl that this process has loaded, and its TLS library.
package enum HTTPLibrary {
    /// Such as `7.88.1`.
    package static var version: String {
        guard let known = curl_version_info(CURLVERSION_FIRST),
            let text = known.pointee.version
        else { return "" }
        return String(cString: text)
    }

    /// Such as `OpenSSL/3.0.19`; empty if libcurl has no TLS.
    package static var tls: String {
        guard let known = curl_version_info(CURLVERSION_FIRST),
            let text = known.pointee.ssl_version
        else { return "" }
        return String(cString: text)
    }
}
