/// A request as the pages need it, whatever server took it in.
struct PageRequest: Sendable {
    var method: String
    var path: String
    var query: Fields
    var host: String?
    /// `null` where a browser says that it does not tell.
    var origin: String?
    /// What browsers say of where a request comes from; nil from old ones and from programs.
    var fetchSite: String?
    var cookies: [String: String]
    var contentType: String?
    /// Read only by whoever knows how much of it may come.
    var body: RequestBody
    /// Asked by our script, which says so in a header that no foreign form can send.
    var isScript: Bool
    /// Asks for events until it goes away: by itself, and not because somebody clicked.
    var isStream = false
    /// The client's address; nil if it cannot be told.
    var address: String?

    /// The form in the body; empty if it is none.
    /// - Throws: `Refusal.tooLarge` for a body of more than that many bytes, `badRequest` for
    ///   fields that no page of ours sends.
    func form(upTo limit: Int) async throws -> Fields {
        guard method == "POST",
            contentType?.hasPrefix("application/x-www-form-urlencoded") == true
        else { return Fields() }
        let fields = Fields(encoded: try await body.bytes(upTo: limit))
        guard fields.leftOut == 0 else { throw Refusal.badRequest }
        return fields
    }

    /// `name=value; name=value`; of two of one name the last.
    static func cookies(_ header: some Collection<UInt8>) -> [String: String] {
        var found: [String: String] = [:]
        for pair in header.split(separator: UInt8(ascii: ";")) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard halves.count == 2 else { continue }
            let (name, value) = (plain(halves[0]), plain(halves[1]))
            guard let name, let value else { continue }
            found[name] = value
        }
        return found
    }

    /// Without the spaces around it; nil if it is not ASCII, as every cookie of ours is.
    private static func plain(_ bytes: some Collection<UInt8>) -> String? {
        guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
        return String(decoding: Array(bytes), as: UTF8.self).trimmed
    }
}

extension StringProtocol {
    var trimmed: String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
