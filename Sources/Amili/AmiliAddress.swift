import HTTPClient

/// The address of Amili's API: scheme, host, port, and a path that precedes the path of every call.
package struct AmiliAddress: Hashable, Sendable {
    /// The prefix of every URL, without a trailing slash; the port only if the setting names it.
    package let base: String
    /// `https://host:port`, always with the port: the destination of letters, as logs and `doctor`
    /// show it.
    package let destination: String

    /// - Parameter text: `https://host[:port][/path]`; `http` is allowed for loopback hosts only.
    /// - Throws: if the text has another form, or is plain http to another machine.
    package init(_ text: String) throws(AmiliSettingsError) {
        guard let parts = Self.split(text) else {
            throw AmiliSettingsError(
                "Amili's address is not of the form https://host[:port][/path], without user,"
                    + " query or fragment. Set PAMINN_AMILI_URL, for example to"
                    + " https://api-sandbox.amili.se")
        }
        guard parts.scheme == "https" || Self.isLoopback(parts.host) else {
            throw AmiliSettingsError(
                "Amili's address is plain http to another machine, where anybody between could"
                    + " read the debtors' data. Set PAMINN_AMILI_URL to an https address")
        }
        let port = parts.port ?? (parts.scheme == "https" ? 443 : 80)
        destination = "\(parts.scheme)://\(parts.host):\(port)"
        let shownPort = parts.port.map { ":\($0)" } ?? ""
        base = "\(parts.scheme)://\(parts.host)\(shownPort)\(parts.path)"
    }

    private struct Parts {
        var scheme: String
        var host: String
        var port: Int?
        var path: String
    }

    /// Cuts the text into parts: scheme and host in lower case, the path without trailing slashes.
    /// - Returns: nil if the text is no such address.
    private static func split(_ text: String) -> Parts? {
        // Refused: the separators of user, query and fragment, escapes, and characters that no URL
        // holds.
        let refused = Array("@?#\\\"<>^`{|}%".utf8)
        guard text.utf8.allSatisfy({ $0 > 32 && $0 < 127 && !refused.contains($0) }),
            let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://")
        else { return nil }
        let scheme = text[..<colon].lowercased()
        guard scheme == "https" || scheme == "http" else { return nil }
        let rest = text[colon...].dropFirst(3)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        guard let (host, port) = hostAndPort(rest[..<slash]) else { return nil }
        var path = rest[slash...]
        while path.last == "/" { path.removeLast() }
        return Parts(scheme: scheme, host: host, port: port, path: String(path))
    }

    /// Reads `host[:port]`. An IPv6 address stands in brackets and keeps them.
    /// - Returns: the host in lower case, and the port (1...65535), nil if none is named; nil if
    ///   the text is neither.
    static func hostAndPort(_ authority: Substring) -> (String, Int?)? {
        let host: Substring
        var rest: Substring
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            let inner = authority[authority.index(after: authority.startIndex)..<close]
            guard inner.contains(":"),
                inner.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." })
            else { return nil }
            host = authority[...close]
            rest = authority[authority.index(after: close)...]
        } else {
            let colon = authority.firstIndex(of: ":") ?? authority.endIndex
            host = authority[..<colon]
            rest = authority[colon...]
            guard !host.isEmpty, host.first != ".", host.first != "-",
                host.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" })
            else { return nil }
        }
        guard !rest.isEmpty else { return (host.lowercased(), nil) }
        guard rest.removeFirst() == ":", rest.allSatisfy(\.isNumber), let port = Int(rest),
            (1...65_535).contains(port)
        else { return nil }
        return (host.lowercased(), port)
    }

    /// Whether the host is in 127.0.0.0/8, or is ::1 or `localhost`. Shortened and hexadecimal
    /// spellings do not count.
    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        guard octets.count == 4, octets[0] == "127" else { return false }
        return octets.allSatisfy { octet in
            (1...3).contains(octet.count) && octet.allSatisfy(\.isNumber)
                && (Int(octet) ?? 256) <= 255
        }
    }
}
