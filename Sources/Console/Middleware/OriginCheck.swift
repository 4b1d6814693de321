import Hummingbird

/// Refuses forms of other sites, as far as the browser tells where they come from.
struct OriginCheck: RouterMiddleware {
    let settings: ConsoleSettings

    func handle(_ request: Request, context: ConsoleContext, next: Next) async throws -> Response {
        if request.method == .post, !isOurs(request) { throw Refusal.staleForm }
        return try await next(request, context)
    }

    private func isOurs(_ request: Request) -> Bool {
        let site = request.fetchSite
        if let site, site != "same-origin", site != "none" { return false }
        guard let origin = request.header("Origin") else { return true }
        // A proxy that sets `Referrer-Policy: no-referrer` makes browsers hide the origin of their
        // own site too. They still say that it is the same, which no page can make them say.
        if origin == "null" { return site == "same-origin" }
        return origin == (settings.isSecure ? "https://" : "http://") + (request.host ?? "")
            || (settings.publicURL.map { origin == $0.lowercased() } ?? false)
    }
}
