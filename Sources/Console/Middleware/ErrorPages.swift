import Hummingbird
import LogEvents
import Logging
import Reminders

/// Turns errors into pages, and logs those that are no refusals.
struct ErrorPages: RouterMiddleware {
    /// How long a page may take, for the log.
    let deadline: Duration
    let log: Logger

    func handle(_ request: Request, context: ConsoleContext, next: Next) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return page(of: error, request).response(from: request, context: context)
        }
    }

    private func page(of error: any Error, _ request: Request) -> PageResponse {
        switch error {
        case let refusal as Refusal: return ErrorPage.refusal(refusal)
        // The router's own.
        case let error as HTTPError where error.status == .notFound:
            return ErrorPage.refusal(.notFound)
        case is CancellationError: return ErrorPage.trouble(status: 503)
        case is Deadline.Passed:
            log.tell(
                .pageLate,
                [
                    "path": "\(request.uri.path)",
                    "seconds": "\(deadline.components.seconds)",
                    "remedy": "see paminn doctor; the database does not answer",
                ])
            return request.method == .post ? ErrorPage.unanswered : ErrorPage.trouble(status: 503)
        default:
            // The kind of error alone: its text may quote the request.
            let what = (error as? any LedgerTrouble)?.trouble ?? "\(type(of: error))"
            log.tell(.pageFailed, ["path": "\(request.uri.path)", "why": "\(what)"])
            return ErrorPage.trouble(status: 503)
        }
    }
}
