import CCurl

/// libcurl, as it is loaded, and the TLS library that it uses.
package enum HTTPLibrary {
    /// `7.88.1`.
    package static var version: String {
        guard let known = curl_version_info(CURLVERSION_FIRST),
            let text = known.pointee.version
        else { return "" }
        return String(cString: text)
    }

    /// `OpenSSL/3.0.19`; empty if it uses none.
    package static var tls: String {
        guard let known = curl_version_info(CURLVERSION_FIRST),
            let text = known.pointee.ssl_version
        else { return "" }
        return String(cString: text)
    }
}
