import HTTPTypes

/// What a page tells after a form was taken in (`besked`, and what belongs to it) stands in the
/// address to which the form's answer leads. It is signed for this session, address and all: a link
/// that somebody else wrote makes no page of ours say anything.
enum Flash {
    private static let message = "besked"
    private static let signature = "kvitto"

    /// The query without a message that is not ours, and always without the signature.
    static func heeded(_ query: Fields, path: String, token: String) -> Fields {
        guard query.has(message) || query.has(signature) else { return query }
        let plain = query.without(signature)
        let given = query[signature] ?? ""
        let right = digest(path, plain, token)
        return Random.areEqual(Array(given.utf8), Array(right.utf8))
            ? plain : plain.without(message)
    }

    /// Signs the message of a redirection that a page made; not one that came in with the request.
    static func sign(_ reply: inout PageResponse, _ context: PageContext, token: String) {
        guard (300..<400).contains(reply.status),
            let location = reply.headers[.location]
        else { return }
        let given = context.form["till"] ?? context.query["till"]
        if let given, location == SignInPage.local(given) { return }
        let halves = location.split(
            separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return }
        let query = Fields(encoded: parts[1]).without(signature)
        guard query.has(message) else { return }
        let path = String(parts[0])
        let signed = query.with(signature, digest(path, query, token)).url(path)
        reply.headers[.location] = signed + (halves.count > 1 ? "#\(halves[1])" : "")
    }

    private static func digest(_ path: String, _ query: Fields, _ token: String) -> String {
        String(Random.digest("flash\n\(token)", "\(path)?\(query.encoded)").prefix(32))
    }
}
