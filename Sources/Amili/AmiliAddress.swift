import HTTPClient

/// Where Amili is: scheme, host, port, and a path that all others are appended to.
package struct AmiliAddress: Hashable, Sendable {
    /// Without a trailing slash.
    package let base: String
    /// `https://host:port`, the port always written: what the letters' destination is called.
    package let destination: String

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

    private static func split(_ text: String) -> Parts? {
        // Everything that a URL may hold, less what separates user, query and fragment.
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

    /// 127.0.0.0/8, ::1 and `localhost`, each in its plain spelling only.
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
