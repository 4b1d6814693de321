import AccessStore
import Hummingbird

/// Refuses users who are no operators.
struct RoleCheck: RouterMiddleware {
    func handle(_ request: Request, context: ConsoleContext, next: Next) async throws -> Response {
        guard context.visitor?.session.role == .operator else { throw Refusal.notAllowed }
        return try await next(request, context)
    }
}
