import HTTPTypes

/// How an answer's content goes over the wire: as it is, or as gzip where the browser takes it.
///
/// Compressed content tells of itself by its length: whoever can make a browser ask for pages that
/// show a text of theirs beside a secret, and who sees the lengths on the wire, guesses the secret
/// letter by letter (BREACH). So no page that another site asked for is compressed, as the browser
/// tells (`Sec-Fetch-Site`). For browsers that do not tell, the secret that opens something, the
/// form token, is another text on every page (`Authenticator.formToken`), and the head of the
/// stream has a random length.
///
/// - SeeAlso: Gluck, Harris, Prado: "BREACH: Reviving the CRIME Attack", 2013.
enum ContentCoding {
    /// What is shorter than a packet gains nothing.
    private static let least = 1_000
    private static let types = ["text/html", "text/csv", "text/css", "text/javascript"]

    /// - Parameters:
    ///   - accepted: the request's `Accept-Encoding`.
    ///   - site: the request's `Sec-Fetch-Site`.
    static func apply(_ reply: inout PageResponse, accepted: String?, site: String?) {
        guard types.contains(where: { reply.contentType.hasPrefix($0) }) else { return }
        reply.headers[.vary] = "Accept-Encoding"
        let isPublic = reply.headers[.cacheControl]?.hasPrefix("public") == true
        guard takesGzip(accepted), isPublic || isOwnRequest(site) else { return }
        switch reply.body {
        case .whole(let bytes):
            guard bytes.count >= least else { return }
            reply.body = .whole(
                Gzip(hidesLength: !isPublic).compress(bytes, isLast: true))
        case .pieces(let pieces): reply.body = .compressed(pieces)
        case .compressed, .events: return
        }
        reply.headers[.contentEncoding] = "gzip"
    }

    /// Made by a page of ours, by the user's own hand, or by what does not tell.
    private static func isOwnRequest(_ site: String?) -> Bool {
        site == nil || site == "same-origin" || site == "none"
    }

    /// `gzip, deflate;q=0.5, *;q=0`: the coding's own word counts before the one for all.
    ///
    /// - SeeAlso: RFC 9110, 12.5.3.
    static func takesGzip(_ accepted: String?) -> Bool {
        var ofAll = false
        for part in (accepted ?? "").split(separator: ",") {
            let words = part.split(separator: ";").map { $0.trimmed.lowercased() }
            guard let coding = words.first else { continue }
            let isRefused = words.dropFirst().contains { word in
                word.hasPrefix("q=") && (Double(word.dropFirst(2)) ?? 0) <= 0
            }
            if coding == "gzip" || coding == "x-gzip" { return !isRefused }
            if coding == "*" { ofAll = !isRefused }
        }
        return ofAll
    }
}
