/// The reverse proxies whose word on a request's origin counts: those that end TLS before the
/// console.
struct TrustedProxies: Sendable {
    private let addresses: Set<String>
    /// Whether there is a proxy that no setting names. All requests come from its address then,
    /// which says nothing about the client.
    private let isUntold: Bool

    /// An https address of the console without a named proxy means an unnamed one.
    init(_ settings: ConsoleSettings) {
        addresses = Set(settings.proxies)
        isUntold = settings.proxies.isEmpty && settings.isSecure
    }

    /// Whether connections from this address may carry the requests of any client.
    func contains(_ address: String) -> Bool { isUntold || addresses.contains(address) }

    /// The address of the client that sent a request.
    /// - Parameters:
    ///   - peer: the address of the connection's other end.
    ///   - forwarded: the header `X-Forwarded-For`. Each proxy appends the address that it got the
    ///     request from, so the last one that is not a proxy of ours is the client's. Anybody can
    ///     write what stands before it.
    /// - Returns: nil if it cannot be told.
    func client(peer: String, forwarded: String?) -> String? {
        if isUntold || peer.isEmpty { return nil }
        guard addresses.contains(peer) else { return peer }
        let hops = (forwarded ?? "").split(separator: ",").map { Self.address(String($0)) }
        return hops.last { !addresses.contains($0) }.flatMap { Self.isAddress($0) ? $0 : nil }
    }

    /// The address without spaces, brackets and port.
    private static func address(_ text: String) -> String {
        let text = text.trimmed
        if text.hasPrefix("[") { return String(text.dropFirst().prefix { $0 != "]" }) }
        let colons = text.utf8.count { $0 == UInt8(ascii: ":") }
        return colons == 1 ? String(text.prefix { $0 != ":" }) : text
    }

    /// Whether the text has the characters and the length of an IP address. It need not be one.
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
