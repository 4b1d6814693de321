/// The proxies that may say for whom a request comes: those that end TLS before us.
struct TrustedProxies: Sendable {
    private let addresses: Set<String>
    /// There is a proxy, and nobody told which: all come from its address, which tells nothing.
    private let isUntold: Bool

    init(_ settings: ConsoleSettings) {
        addresses = Set(settings.proxies)
        isUntold = settings.proxies.isEmpty && settings.isSecure
    }

    /// Whether what comes from there may be anybody's.
    func contains(_ address: String) -> Bool { isUntold || addresses.contains(address) }

    /// The address of the client whose request it is.
    /// - Parameters:
    ///   - peer: the other end of the connection.
    ///   - forwarded: `X-Forwarded-For`. Each proxy appends whom it got the request from: the last
    ///     that is no proxy of ours is the client. What stands before it anybody can write.
    /// - Returns: nil if it cannot be told.
    func client(peer: String, forwarded: String?) -> String? {
        if isUntold || peer.isEmpty { return nil }
        guard addresses.contains(peer) else { return peer }
        let hops = (forwarded ?? "").split(separator: ",").map { Self.address(String($0)) }
        return hops.last { !addresses.contains($0) }.flatMap { Self.isAddress($0) ? $0 : nil }
    }

    /// Without spaces, brackets and port.
    private static func address(_ text: String) -> String {
        let text = text.trimmed
        if text.hasPrefix("[") { return String(text.dropFirst().prefix { $0 != "]" }) }
        let colons = text.utf8.count { $0 == UInt8(ascii: ":") }
        return colons == 1 ? String(text.prefix { $0 != ":" }) : text
    }

    static func isAddress(_ text: String) -> Bool {
        (2...45).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"),
                    UInt8(ascii: "."), UInt8(ascii: ":"):
                    true
                default: false
                }
            }
    }
}
