import Hummingbird

/// Answers only to the console's own names. Another name that leads here is an attack on a browser
/// inside our network (DNS rebinding).
struct HostCheck: RouterMiddleware {
    let hosts: Bound

    func handle(_ request: Request, context: ConsoleContext, next: Next) async throws -> Response {
        guard let host = request.host, hosts.names.contains(host) else {
            return ErrorPage.misdirected.response(from: request, context: context)
        }
        return try await next(request, context)
    }
}
