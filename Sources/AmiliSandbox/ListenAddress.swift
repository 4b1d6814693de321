/// The address to listen on: a loopback host, and a port, 0 for any free one.
package struct ListenAddress: Equatable, Sendable {
    package let host: String
    package let port: Int

    /// - Parameter text: `HOST:PORT`; HOST is 127.x.x.x, `localhost` or `[::1]`.
    /// - Throws: exit code 64 for another form; 78 for every other host, because `/sandbox` asks
    ///   for no authentication.
    package init(_ text: String) throws(SandboxError) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else {
            throw SandboxError("--listen takes HOST:PORT, not '\(text)'", exitCode: 64)
        }
        let host = String(text[..<colon])
        let bytes = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        if host == "localhost" {
            self.host = "127.0.0.1"
        } else if host == "[::1]" {
            self.host = "::1"
        } else if bytes.count == 4, bytes[0] == 127, !bytes.contains(nil) {
            self.host = host
        } else {
            throw SandboxError(
                "refusing to listen on '\(host)': only loopback (127.0.0.1, [::1]), because"
                    + " /sandbox asks nobody who they are", exitCode: 78)
        }
        self.port = Int(port)
    }
}
