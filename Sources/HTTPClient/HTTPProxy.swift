/// A proxy that gives a way to the server by CONNECT (RFC 9110 §9.3.6). TLS goes through it, from
/// us to the server: the proxy sees the server's name, and neither headers nor bodies.
package struct HTTPProxy: Sendable, Equatable {
    /// `http://host:port`.
    package let url: String
    /// For the proxy alone, by Basic authentication (RFC 7617): secrets.
    package let user: String?
    package let password: String?

    /// - Parameters:
    ///   - url: `http://host:port`, checked by the caller; no user name in it.
    ///   - user: without a colon; no control character.
    package init(url: String, user: String? = nil, password: String? = nil) {
        self.url = url
        self.user = user
        self.password = password
    }
}
