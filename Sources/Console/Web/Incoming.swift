/// A request as the pages need it, whatever server took it in.
struct Incoming: Sendable {
    var method: String
    var path: String
    var query: Fields
    var host: String?
    var origin: String?
    /// What browsers say of where a request comes from; nil from old ones and from programs.
    var fetchSite: String?
    var cookies: [String: String]
    var contentType: String?
    var body: [UInt8]
    /// Asked by our script, which says so in a header that no foreign form can send.
    var isScript: Bool

    /// The form in the body, if it is one.
    var form: Fields {
        guard contentType?.hasPrefix("application/x-www-form-urlencoded") == true else {
            return Fields()
        }
        return Fields(encoded: String(decoding: body, as: UTF8.self))
    }

    /// `name=value; name=value`.
    static func cookies(_ header: String) -> [String: String] {
        var found: [String: String] = [:]
        for pair in header.split(separator: ";") {
            let halves = pair.split(separator: "=", maxSplits: 1)
            guard halves.count == 2 else { continue }
            found[halves[0].trimmed] = halves[1].trimmed
        }
        return found
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
