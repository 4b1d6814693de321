package import Reminders

/// Where the console listens, and how it is known.
package struct ConsoleSettings: Sendable {
    package var host = "127.0.0.1"
    package var port = 8080
    /// How browsers reach it, if not by the address it listens on: `https://paminn.example`.
    package var publicURL: String?
    /// Addresses of the proxies before it, whose word counts for where a request comes from.
    package var proxies: [String] = []
    /// How many invoices “Markera alla” marks.
    package var selectAll = 500
    /// How long a run is held back after the click: a sent reminder cannot be undone.
    package var undo: Duration = .seconds(60)
    /// How long nothing may be done while something is due, before it is called a stand-still.
    package var standStill = WorkProgress.patience

    /// Reference rates for the interest on letters made by hand.
    package var rates = ReferenceRates.published

    package var connections = ConnectionLimits()
    /// Event streams of one user; of more the oldest is let go.
    var streamsPerUser = 20
    /// After so long without an answer the browser gets one that says so.
    var pageDeadline: Duration = .seconds(30)
    /// How often a download asks whether it may go on.
    var downloadLooks: Duration = .seconds(5)
    /// How long a sign-in that has to wait is refused without a question to the database.
    var refusalMemory: Duration = .seconds(5)
    /// The cost of sealing a password.
    var passwordRounds = Passwords.rounds

    package static let selectAllBounds = 1...10_000
    package static let undoBounds = Duration.zero...(.seconds(86_400))

    package init() {}

    /// What does not hold, each as a sentence; empty if all does.
    package var violations: [String] {
        var found: [String] = []
        if !(0...65_535).contains(port) { found.append("the port is 0 to 65535") }
        if !Self.selectAllBounds.contains(selectAll) {
            found.append("PAMINN_SELECT_ALL is 1 to 10000")
        }
        if !Self.undoBounds.contains(undo) {
            found.append("PAMINN_UNDO is 0s to 1d")
        }
        if !proxies.allSatisfy(TrustedProxies.isAddress) {
            found.append("PAMINN_CONSOLE_PROXY is IP addresses with commas between them")
        }
        if !WorkProgress.patienceBounds.contains(standStill) {
            found.append("PAMINN_STAND_STILL is 5s to 1h")
        }
        if let publicURL {
            if Self.authority(of: publicURL) == nil {
                found.append("PAMINN_CONSOLE_URL is not of the form https://HOST[:PORT]")
            } else if !publicURL.hasPrefix("https://"), !Self.isLoopback(publicHost ?? "") {
                found.append("PAMINN_CONSOLE_URL must be https unless it is loopback")
            }
        }
        if !Self.isLoopback(host), publicURL?.hasPrefix("https://") != true {
            found.append(
                "to listen on another address than loopback takes an https PAMINN_CONSOLE_URL")
        }
        return found
    }

    /// Browsers reach us by TLS, which a proxy before us ends.
    var isSecure: Bool { publicURL?.hasPrefix("https://") == true }

    /// What the `Host` header may say, in lower case.
    func hosts(port: Int) -> Set<String> {
        var names: Set<String> = []
        if let publicURL, let authority = Self.authority(of: publicURL) { names.insert(authority) }
        if Self.isLoopback(host) {
            for name in ["127.0.0.1", "localhost", "[::1]"] { names.insert("\(name):\(port)") }
        }
        return names
    }

    private var publicHost: String? {
        publicURL.flatMap(Self.authority(of:)).map { authority in
            authority.hasPrefix("[")
                ? String(authority.prefix { $0 != "]" }.dropFirst())
                : String(authority.prefix { $0 != ":" })
        }
    }

    /// `paminn.example` of `https://paminn.example`; nil if there is more, or less.
    private static func authority(of url: String) -> String? {
        guard let scheme = ["https://", "http://"].first(where: { url.hasPrefix($0) }) else {
            return nil
        }
        let rest = url.dropFirst(scheme.count).lowercased()
        let allowed = rest.allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "-.:[]".contains($0))
        }
        return rest.isEmpty || !allowed ? nil : String(rest)
    }

    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1"
            || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
    }
}
