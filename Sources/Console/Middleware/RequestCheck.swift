import Hummingbird

/// Refuses methods and queries that no page sends; finds the query and the client's address.
struct RequestCheck: RouterMiddleware {
    let proxies: TrustedProxies

    func handle(_ request: Request, context: ConsoleContext, next: Next) async throws -> Response {
        guard [.get, .head, .post].contains(request.method) else { throw Refusal.badRequest }
        var context = context
        context.query = Fields(encoded: request.uri.query ?? "")
        guard context.query.leftOut == 0 else { throw Refusal.badRequest }
        context.address = context.peer.flatMap {
            proxies.client(peer: $0, forwarded: request.header("X-Forwarded-For"))
        }
        return try await next(request, context)
    }
}
