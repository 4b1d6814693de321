import Hummingbird

/// Finds the session of a request, and leads whoever has none to the sign-in page.
struct SessionCheck: RouterMiddleware {
    let authenticator: Authenticator

    func handle(_ request: Request, context: ConsoleContext, next: Next) async throws -> Response {
        let token = request.cookie(authenticator.sessionCookie)
        let isSeen = !request.isStream
        let found = try await Deadline.within(authenticator.settings.pageDeadline) {
            [authenticator] in
            try await authenticator.session(token, isSeen: isSeen)
        }
        guard let found else {
            return toSignIn(request, context.query).response(from: request, context: context)
        }
        var context = context
        context.visitor = found
        return try await next(request, context)
    }

    /// A redirection for a page; for scripts and forms a page (401), since they follow none.
    private func toSignIn(_ request: Request, _ query: Fields) -> PageResponse {
        let path = request.uri.path
        if request.isScript || request.method == .post {
            // A form's page is found at its address without the last word.
            let parts = path.split(separator: "/").dropLast()
            let page = "/" + parts.joined(separator: "/")
            return ErrorPage.signedOut(from: parts.isEmpty ? nil : query.url(page))
        }
        let target = query.url(path)
        return .seeOther(
            target == "/kundfakturor" ? "/logga-in" : Fields([("till", target)]).url("/logga-in"))
    }
}
