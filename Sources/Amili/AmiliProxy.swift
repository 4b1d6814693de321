import HTTPClient

/// Reads the proxy's address from the setting `PAMINN_AMILI_PROXY`.
enum AmiliProxy {
    /// - Parameter text: `http://[user:password@]host:port`, user and password percent-encoded.
    /// - Throws: if the text has another form. The error does not repeat it.
    static func read(_ text: String) throws(AmiliSettingsError) -> HTTPProxy {
        guard let proxy = parse(text) else {
            // Not shown, because it may hold a password.
            throw AmiliSettingsError(
                "the proxy is not of the form http://[user:password@]host:port."
                    + " Set PAMINN_AMILI_PROXY, for example to http://proxy.example:3128,"
                    + " or unset it to reach Amili directly")
        }
        return proxy
    }

    /// Reads the text. The port is mandatory, a slash at the end is allowed, a path or a query is
    /// not.
    private static func parse(_ text: String) -> HTTPProxy? {
        guard text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), text.lowercased().hasPrefix("http://")
        else { return nil }
        var rest = text.dropFirst(7)
        if rest.last == "/" { rest.removeLast() }
        guard !rest.contains("/"), !rest.contains("?"), !rest.contains("#") else { return nil }
        var user: String?
        var password: String?
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decoded(parts[0]), !name.isEmpty, !name.contains(":"),
                let word = decoded(parts.count > 1 ? parts[1] : "")
            else { return nil }
            (user, password) = (name, word)
            rest = rest[rest.index(after: at)...]
        }
        guard let (host, port) = AmiliAddress.hostAndPort(rest), let port else { return nil }
        return HTTPProxy(url: "http://\(host):\(port)", user: user, password: password)
    }

    /// The bytes that a percent-encoded text stands for (RFC 3986 § 2.1); nil if a percent sign is
    /// not followed by two hexadecimal digits.
    private static func bytes(of text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let digits = String(validating: rest.prefix(2), as: UTF8.self),
                digits.utf8.count == 2, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }),
                let value = UInt8(digits, radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return bytes
    }

    /// Undoes percent-encoding; nil if it is invalid, or hides a control character.
    private static func decoded(_ text: some StringProtocol) -> String? {
        guard let bytes = bytes(of: text), let decoded = String(validating: bytes, as: UTF8.self),
            decoded.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
        else { return nil }
        return decoded
    }
}
