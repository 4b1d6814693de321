import Foundation
import HTTPClient

/// The proxy's address, as `PAMINN_AMILI_PROXY` gives it.
enum AmiliProxy {
    /// - Parameter text: `http://[user:password@]host:port`, user and password percent-encoded.
    static func read(_ text: String) throws(AmiliSettingsError) -> HTTPProxy {
        guard let proxy = parse(text) else {
            // The text may hold a password.
            throw AmiliSettingsError(
                "the proxy is not of the form http://[user:password@]host:port."
                    + " Set PAMINN_AMILI_PROXY, for example to http://proxy.example:3128,"
                    + " or unset it to reach Amili directly")
        }
        return proxy
    }

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

    private static func decoded(_ text: some StringProtocol) -> String? {
        guard let decoded = String(text).removingPercentEncoding,
            decoded.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
        else { return nil }
        return decoded
    }
}
