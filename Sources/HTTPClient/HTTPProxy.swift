/// A proxy that opens a tunnel to the server by CONNECT (RFC 9110 §9.3.6). TLS goes through the
/// tunnel, so the proxy sees the server's name, but no headers and no bodies.
package struct HTTPProxy: Sendable, Equatable {
    /// `http://host:port`.
    package let url: String
    /// Credentials for the proxy alone, by Basic authentication (RFC 7617). They are secrets.
    package let user: String?
    package let password: String?

    /// - Parameters:
    ///   - url: `http://host:port` without a user name, checked by the caller.
    ///   - user: without a colon or control character.
    package init(url: String, user: String? = nil, password: String? = nil) {
        self.url = url
        self.user = user
        self.password = password
    }
}
