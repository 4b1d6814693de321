import Hummingbird

/// Reads the form of a POST request, and refuses it without the token of its session.
struct FormCheck: RouterMiddleware {
    /// The most bytes of a form: ten thousand ticked rows fit.
    private static let largestForm = 1 << 20

    func handle(_ request: Request, context: ConsoleContext, next: Next) async throws -> Response {
        guard request.method == .post else { return try await next(request, context) }
        guard let token = context.visitor?.token else { throw Refusal.staleForm }
        var context = context
        context.form = try await request.form(upTo: Self.largestForm)
        let given = context.form[Authenticator.formTokenName] ?? ""
        guard Authenticator.isFormToken(given, of: token) else { throw Refusal.staleForm }
        return try await next(request, context)
    }
}
