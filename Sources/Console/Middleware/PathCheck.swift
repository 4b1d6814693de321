import Hummingbird

/// Refuses paths like `//a/b/`, which the router takes for `/a/b`: each page has one address.
struct PathCheck: RouterMiddleware {
    /// Asked first, as for every path that does not exist.
    let sessions: SessionCheck

    func handle(_ request: Request, context: ConsoleContext, next: Next) async throws -> Response {
        let path = request.uri.path
        if path == "/" || path.hasPrefix("/") && !path.hasSuffix("/") && !path.contains("//") {
            return try await next(request, context)
        }
        return try await sessions.handle(request, context: context) { _, _ in
            throw Refusal.notFound
        }
    }
}
