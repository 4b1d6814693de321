package import HTTPClient

/// A setting that cannot be used. `description` ends with the remedy, and holds no secret.
package struct AmiliSettingsError: Error, Equatable, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}

/// What the client must be told. Checked when made: inside, it cannot be wrong.
package struct AmiliSettings: Sendable {
    package let address: AmiliAddress
    package let apiCode: String
    /// Path of a PEM file (PKCS#8 or SEC1) with a P-256 key. Read anew for every token, so that a
    /// replaced file heals a running installation; that it can be read is not checked here.
    package let keyFile: String
    package let caFile: String?
    /// The longest that one call may take, from its handing over to its last byte.
    package let callDeadline: Duration
    /// Connections at a time, 1...1024.
    package let inFlight: Int
    package let tcpUserTimeout: Duration
    /// Sends the idempotency key as `debt_reference` too. Amili may refuse the field.
    package let sendsDebtReference: Bool
    /// nil: the way to Amili is direct.
    package let proxy: HTTPProxy?

    /// - Parameters:
    ///   - baseURL: `https://host[:port][/path]`; plain `http` for this machine only.
    ///   - proxy: `http://[user:password@]host:port`, or nil.
    package init(
        baseURL: String, apiCode: String, keyFile: String, caFile: String? = nil,
        callDeadline: Duration = .seconds(30), inFlight: Int = 32,
        tcpUserTimeout: Duration = .seconds(15), sendsDebtReference: Bool? = nil,
        proxy: String? = nil
    ) throws(AmiliSettingsError) {
        address = try AmiliAddress(baseURL)
        guard !apiCode.isEmpty, apiCode.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            throw AmiliSettingsError(
                "the API code is empty or holds spaces or special characters."
                    + " Set PAMINN_AMILI_API_CODE to the code that Amili gave you")
        }
        guard !keyFile.isEmpty else {
            throw AmiliSettingsError(
                "no key file is named. Set PAMINN_AMILI_KEY_FILE to the PEM file of your P-256 key")
        }
        guard callDeadline >= .milliseconds(100), callDeadline <= .seconds(600) else {
            throw AmiliSettingsError(
                "the call deadline is not within 100 ms and 10 min."
                    + " Set PAMINN_CALL_DEADLINE, for example to 30s")
        }
        guard (1...1024).contains(inFlight) else {
            throw AmiliSettingsError(
                "the calls in flight are not within 1 and 1024. Set PAMINN_IN_FLIGHT")
        }
        guard tcpUserTimeout >= .seconds(1), tcpUserTimeout <= .seconds(600) else {
            throw AmiliSettingsError("the TCP user timeout is not within 1 s and 10 min")
        }
        self.proxy = try proxy.map { text throws(AmiliSettingsError) in
            try AmiliProxy.read(text)
        }
        self.apiCode = apiCode
        self.keyFile = keyFile
        self.caFile = caFile
        self.callDeadline = callDeadline
        self.inFlight = inFlight
        self.tcpUserTimeout = tcpUserTimeout
        self.sendsDebtReference = sendsDebtReference ?? AmiliAssumptions.sendsDebtReference
    }
}

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
